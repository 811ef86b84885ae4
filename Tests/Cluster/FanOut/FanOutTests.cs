using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Users;
using Xunit;

namespace Reels.Tests.Cluster.FanOut;

[Collection(nameof(FeedCluster))]
public sealed class FanOutTests(FeedCluster cluster) : IAsyncLifetime
{
    private string _author = "";
    private string _awake = "";
    private string _asleep = "";

    public async ValueTask InitializeAsync()
    {
        (_author, _awake, _asleep) = await cluster.FollowedAuthorAsync();
        await cluster.PutToSleepAsync(cluster.Timeline(_asleep));
    }

    public ValueTask DisposeAsync()
    {
        cluster.Heal();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_post_reaches_its_author_and_followers_awake_or_asleep()
    {
        var reel = await cluster.PostAsync(_author);
        Assert.Equal([reel], await cluster.FeedAsync(_author));
        await cluster.DeliveredAsync(_author);

        Assert.Equal([reel], await cluster.FeedAsync(_awake));
        Assert.Equal([reel], await cluster.FeedAsync(_asleep));
    }

    [Fact]
    public async Task A_warm_first_page_calls_no_store()
    {
        await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);
        var first = await cluster.Timeline(_awake).GetFeed(null, 20);
        cluster.Stores.Probe.ForgetCalls();
        var second = await cluster.Timeline(_awake).GetFeed(null, 20);

        Assert.Empty(cluster.Stores.Probe.Calls);
        Assert.Equal(first.Items.Select(item => item.Id), second.Items.Select(item => item.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_row_with_another_time_neither_counts_nor_hides_the_right_one(int milliseconds)
    {
        var place = await cluster.PostAsync(_author, FeedActions.NewReel(cluster));
        await cluster.DeliveredAsync(_author);
        await cluster.Stores.Timelines.AddAsync(
            [new(_author, place with { CreatedAt = place.CreatedAt.AddMilliseconds(milliseconds) })], [_awake],
            CancellationToken.None);
        await cluster.PutToSleepAsync(cluster.Timeline(_awake));

        Assert.Equal([place.Id], await cluster.FeedAsync(_awake, size: 20));
    }

    [Fact]
    public async Task A_push_wakes_no_timeline()
    {
        await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);

        Assert.False(cluster.Silos.TryGetGrainContext(cluster.Timeline(_asleep).GetGrainId(), out _));
    }

    [Fact]
    public async Task A_feed_is_read_to_its_end_beyond_the_hot_window()
    {
        var reels = new List<Guid>();
        for (var i = 0; i < 3 * FeedCluster.HotEntries; i++)
        {
            cluster.Stores.Time.Advance(TimeSpan.FromMilliseconds(1));
            reels.Add(await cluster.PostAsync(i % 3 == 0 ? _awake : _author));
        }
        await cluster.DeliveredAsync(_author, _awake);
        reels.Reverse();

        foreach (var size in new[] { 1, 7, 100 })
            Assert.Equal(reels, await cluster.FeedAsync(_awake, size));
    }

    [Fact]
    public async Task An_answered_delete_has_left_every_feed()
    {
        var (kept, deleted) = (await cluster.PostAsync(_author), await cluster.PostAsync(_author));
        await cluster.DeliveredAsync(_author);
        foreach (var reader in new[] { _author, _awake, _asleep })
            Assert.Equal([deleted, kept], await cluster.FeedAsync(reader));
        await cluster.DeleteAsync(_author, deleted);

        foreach (var reader in new[] { _author, _awake, _asleep })
            Assert.Equal([kept], await cluster.FeedAsync(reader));
    }

    [Fact]
    public async Task An_unannounced_delete_is_answered_after_the_life_of_caches()
    {
        var reel = await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);
        Assert.Equal([reel], await cluster.FeedAsync(_awake));
        cluster.Relays.Passes = (_, _) => false;
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        await cluster.DeleteAsync(_author, reel);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(began) >= FeedCluster.CacheLife);
        cluster.Stores.Time.Advance(FeedCluster.CacheLife + TimeSpan.FromMilliseconds(1));

        Assert.Empty(await cluster.FeedAsync(_awake));
    }

    [Fact]
    public async Task A_changed_profile_shows_in_feeds_of_every_silo()
    {
        await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);
        foreach (var silo in cluster.Silos.Silos.ToList())
        {
            await cluster.WakeOnAsync(silo, cluster.Timeline(_awake), () => cluster.FeedAsync(_awake));
            var name = $"n{Guid.NewGuid():N}"[..20];
            await cluster.User(_author).UpdateProfile(new(ProfileFields.Username, name, null, null, null));

            await Until.TrueAsync(async () => (await cluster.Timeline(_awake).GetFeed(null, 1)).Items[0]
                .Author.Summary.Username == name);
        }
    }

    [Fact]
    public async Task An_unfollow_removes_reels_and_a_re_follow_brings_them_back()
    {
        var reel = await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);
        Assert.Equal([reel], await cluster.FeedAsync(_awake));
        await cluster.UnfollowAsync(_awake, _author);
        Assert.Empty(await cluster.FeedAsync(_awake));
        var meanwhile = await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);
        Assert.Empty(await cluster.FeedAsync(_awake));
        await cluster.FollowAsync(_awake, _author);

        Assert.Equal([meanwhile, reel], await cluster.FeedAsync(_awake));
        await cluster.DeliveredAsync(_awake);
        Assert.Equal([meanwhile, reel], await cluster.FeedAsync(_awake));
    }

    [Fact]
    public async Task A_follow_brings_the_newest_50_and_a_re_follow_those_of_then()
    {
        var (prolific, reader) = await cluster.Stores.TwoPeopleAsync();
        var reels = new List<Guid>();
        for (var i = 0; i < 55; i++)
            reels.Insert(0, await cluster.PostAsync(prolific));
        await cluster.FollowAsync(reader, prolific);
        Assert.Equal(reels.Take(50), await cluster.FeedAsync(reader, 20));
        await cluster.DeliveredAsync(prolific, reader);
        await cluster.PutToSleepAsync(cluster.Timeline(reader));
        Assert.Equal(reels.Take(50), await cluster.FeedAsync(reader, 20));

        for (var i = 0; i < 3; i++)
            reels.Insert(0, await cluster.PostAsync(prolific));
        await cluster.DeliveredAsync(prolific);
        Assert.Equal(reels.Take(53), await cluster.FeedAsync(reader, 20));
        await cluster.UnfollowAsync(reader, prolific);
        await cluster.FollowAsync(reader, prolific);
        Assert.Equal(reels.Take(50), await cluster.FeedAsync(reader, 20));
    }

    [Fact]
    public async Task A_feed_asks_nobody_whom_its_reader_follows()
    {
        await cluster.PostAsync(_author);
        await cluster.PostAsync(_asleep);
        await cluster.DeliveredAsync(_author);
        await cluster.DeliveredAsync(_asleep);
        cluster.Stores.Probe.ForgetCalls();

        var page = await cluster.Timeline(_asleep).GetFeed(null, 10);

        Assert.Equal(new Dictionary<string, bool?> { [_asleep] = false, [_author] = true },
            page.Items.ToDictionary(reel => reel.Author.Summary.Id, reel => reel.Author.FollowedByMe));
        Assert.Equal(0, cluster.Stores.Probe.CallsOf("IFollowStore.WhichFollowedAsync"));
    }

    [Fact]
    public async Task A_repeated_page_of_a_fan_out_changes_nothing()
    {
        var reel = await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);
        var row = Assert.Single(await cluster.Stores.Timelines.ListAsync(_awake, null, 10, default));
        await cluster.Stores.Timelines.AddAsync([row], [_awake, _asleep], default);

        Assert.Equal([reel], await cluster.FeedAsync(_awake));
        Assert.Equal([reel], await cluster.FeedAsync(_asleep));
        Assert.Single(await cluster.Stores.Timelines.ListAsync(_awake, null, 10, default));
    }

    [Fact]
    public async Task Own_writes_show_in_a_feed_that_wakes_where_it_was_read_before()
    {
        var reel = await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);
        await ReadOnAsync(0);
        await ReadOnAsync(1);
        await cluster.LikeAsync(_awake, reel, liked: true);
        Assert.True((await ReadOnAsync(1)).LikedByMe);

        Assert.True((await ReadOnAsync(0)).LikedByMe);
    }

    [Fact]
    public async Task A_replayed_post_is_the_same_reel_once()
    {
        var reel = FeedActions.NewReel(cluster);
        var first = await cluster.PostAsync(_author, reel);
        cluster.Stores.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(first, await cluster.PostAsync(_author, reel));
        await cluster.DeliveredAsync(_author);

        Assert.Equal([reel.Id], await cluster.FeedAsync(_author));
        Assert.Equal([reel.Id], await cluster.FeedAsync(_awake));
    }

    /// <summary>Move the reader's timeline to the silo, and read its first reel.</summary>
    private async Task<ReelView> ReadOnAsync(int silo)
    {
        await cluster.WakeOnAsync(cluster.Silos.Silos[silo], cluster.Timeline(_awake), () => cluster.FeedAsync(_awake));
        return (await cluster.Timeline(_awake).GetFeed(null, 1)).Items.Single();
    }
}
