using Reels.Grains.Caching;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Cluster.FanOut;

/// <summary>Feeds while reels and timeline rows can't be read, which one engine keeps.</summary>
[Collection(nameof(FeedCluster))]
public sealed class StaleFeedTests(FeedCluster cluster) : IAsyncLifetime
{
    private string _author = "";
    private string _awake = "";
    private string _asleep = "";

    public async ValueTask InitializeAsync() => (_author, _awake, _asleep) = await cluster.FollowedAuthorAsync();

    public ValueTask DisposeAsync()
    {
        cluster.Heal();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_awake_timeline_serves_reels_that_its_silo_still_holds()
    {
        var reel = await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);
        Assert.Equal([reel], await cluster.FeedAsync(_awake));
        await cluster.PutToSleepAsync(cluster.Timeline(_asleep));

        FailReels();
        await AssertFeedAsync(_awake, reel, "feed");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => FirstPageAsync(_asleep));

        cluster.Heal();
        await AssertFeedAsync(_awake, reel);
        await AssertFeedAsync(_asleep, reel);
    }

    [Fact]
    public async Task A_reload_that_fails_keeps_the_timeline_without_the_unfollowed()
    {
        var (other, third) = await cluster.Stores.TwoPeopleAsync();
        await cluster.FollowAsync(_awake, other);
        await cluster.DeliveredAsync(_awake);
        var reel = await cluster.PostAsync(_author);
        var others = await cluster.PostAsync(other);
        await cluster.DeliveredAsync(_author, other);
        Assert.Equal([.. new[] { others, reel }.Order()], (await cluster.FeedAsync(_awake)).Order());

        FailReels();
        await cluster.UnfollowAsync(_awake, other);
        await AssertFeedAsync(_awake, reel, "feed");

        cluster.Heal();
        await cluster.FollowAsync(_awake, third);
        await AssertFeedAsync(_awake, reel);
        await cluster.RecoverAsync(_awake);
    }

    [Fact]
    public async Task A_page_ends_at_a_reel_that_the_silo_does_not_hold()
    {
        var held = await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);
        Assert.Equal([held], await cluster.FeedAsync(_awake));
        var unread = await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);
        var newest = await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);
        Assert.Single((await cluster.Timeline(_awake).GetFeed(null, 1)).Items);

        FailReels();
        var page = await FirstPageAsync(_awake);
        Assert.Equal([newest], page.Items.Select(item => item.Id));
        Assert.Equal(newest, page.Next!.Value.Id);
        Assert.Equal(["feed"], page.Degraded);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => cluster.Timeline(_awake).GetFeed(page.Next, 20));

        cluster.Heal();
        var rest = await cluster.Timeline(_awake).GetFeed(page.Next, 20);
        Assert.Equal([unread, held], rest.Items.Select(item => item.Id));
    }

    [Fact]
    public async Task A_follow_made_meanwhile_brings_the_older_reels_later()
    {
        var reader = await cluster.Stores.PersonAsync();
        var older = await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);
        Assert.Empty(await cluster.FeedAsync(reader));

        FailReels();
        await cluster.FollowAsync(reader, _author);
        var edge = await cluster.Stores.Follows.GetAsync(reader, _author, default);
        Assert.True(edge!.Pending.HasFlag(EdgePending.VisibleSince));

        await cluster.RecoverAsync(reader);
        await AssertFeedAsync(reader, older);
    }

    private Task<Page<ReelView, Position>> FirstPageAsync(string reader) =>
        cluster.Timeline(reader).GetFeed(null, 20);

    private async Task AssertFeedAsync(string reader, Guid reel, params string[] degraded)
    {
        var page = await FirstPageAsync(reader);
        Assert.Equal([reel], page.Items.Select(item => item.Id));
        Assert.Null(page.Next);
        Assert.Equal(degraded, page.Degraded);
    }

    /// <summary>Make reels and rows unreadable, and let what the caches hold expire.</summary>
    private void FailReels()
    {
        cluster.Stores.Probe.Before = (call, _) =>
            call.StartsWith("IReelStore.", StringComparison.Ordinal)
                || call.StartsWith("ITimelineStore.", StringComparison.Ordinal)
                || call.StartsWith("ICelebrityStore.", StringComparison.Ordinal)
                ? Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: false))
                : Task.CompletedTask;
        cluster.Stores.Time.Advance(2 * new CacheOptions().AnnouncedLife);
    }
}
