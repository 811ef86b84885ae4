using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Cluster.FanOut;

/// <summary>The steps that follow the commit point of a post or delete, and the entries that lead to them.</summary>
[Collection(nameof(FeedCluster))]
public sealed class SettleTests(FeedCluster cluster) : IAsyncLifetime
{
    private string _author = "", _reader = "";

    public async ValueTask InitializeAsync() => (_author, _reader, _) = await cluster.FollowedAuthorAsync();

    public ValueTask DisposeAsync()
    {
        cluster.Heal();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(OutboxKind.Post)]
    [InlineData(OutboxKind.Delete)]
    public async Task An_entry_is_settled_before_it_is_closed(OutboxKind kind)
    {
        var reel = await cluster.PostAsync(_author);
        if (kind == OutboxKind.Delete)
        {
            await cluster.DeliveredAsync(_author);
            cluster.Stores.Probe.ForgetCalls();
            await cluster.DeleteAsync(_author, reel);
        }

        await cluster.DeliveredAsync(_author);
        var calls = cluster.Stores.Probe.Calls.ToList();
        var settled = calls.IndexOf("IReelStore.SettleAsync");
        Assert.InRange(settled, 0, calls.LastIndexOf("IOutbox.RemoveAsync"));
        if (kind == OutboxKind.Post)
            Assert.True(settled < calls.IndexOf("ITimelineStore.AddAsync"));
    }

    [Fact]
    public async Task A_post_that_is_not_made_yet_is_not_delivered()
    {
        cluster.Stores.Probe.ForgetCalls();
        cluster.Stores.Probe.Instead = name => name == "IReelStore.SettleAsync"
            ? (IsMade: false, Unreferenced: (IReadOnlyList<string>)[])
            : null;
        var reel = await cluster.PostAsync(_author);
        await Until.TrueAsync(() => cluster.Stores.Probe.Calls.Contains("IReelStore.SettleAsync"));
        await cluster.PutToSleepAsync(cluster.Author(_author));

        Assert.Single(await cluster.Stores.Outbox.ListAsync(_author, default));
        Assert.Empty(await cluster.Stores.Timelines.ListAsync(_reader, null, 10, default));
        Assert.Empty(await cluster.FeedAsync(_reader));

        await cluster.RecoverAsync(_author);
        Assert.Equal([reel], await cluster.FeedAsync(_reader));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_post_does_not_need_the_like_store(bool hangs)
    {
        var gate = new Gate();
        cluster.Stores.Probe.ForgetCalls();
        cluster.Stores.Probe.Before = (name, _) => name != "ILikeStore.BeginAsync" ? Task.CompletedTask
            : hangs ? gate.PassAsync() : Task.FromException(new InvalidOperationException("a driver's mistake"));
        var reel = await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);

        Assert.Equal([reel], await cluster.FeedAsync(_reader));
        Assert.Equal(1, cluster.Stores.Probe.CallsOf("ILikeStore.BeginAsync"));
        gate.Open();
    }

    [Fact]
    public async Task Recovery_settles_comments_without_any_request()
    {
        cluster.Stores.Probe.ForgetCalls();
        await Until.TrueAsync(() =>
        {
            cluster.Stores.Time.Advance(TimeSpan.FromSeconds(5));
            return cluster.Stores.Probe.CallsOf("ICommentStore.SettleAsync") >= cluster.Silos.Silos.Count;
        });
    }

    [Fact]
    public async Task Posts_that_wait_together_get_their_rows_in_one_write()
    {
        var (reels, gate) = await PostWhileTheFirstIsHeldAsync(6);
        cluster.Stores.Probe.ForgetCalls();
        gate.Open();
        await cluster.DeliveredAsync(_author);

        Assert.Equal(1, cluster.Stores.Probe.CallsOf("ITimelineStore.AddAsync"));
        await cluster.PutToSleepAsync(cluster.Timeline(_reader));
        Assert.Equal(reels, await cluster.FeedAsync(_reader));
    }

    [Fact]
    public async Task A_post_that_can_not_be_settled_stops_none_before_it()
    {
        var (reels, gate) = await PostWhileTheFirstIsHeldAsync(3);
        var settled = 0;
        cluster.Stores.Probe.Before = (name, _) =>
            name == "IReelStore.SettleAsync" && Interlocked.Increment(ref settled) > 1
                ? Task.FromException(new InvalidOperationException("a driver's mistake"))
                : Task.CompletedTask;
        gate.Open();
        await Until.TrueAsync(async () =>
            (await cluster.Stores.Timelines.ListAsync(_reader, null, 10, default)).Count == 2);

        Assert.Equal(reels[1..],
            (await cluster.Stores.Timelines.ListAsync(_reader, null, 10, default)).Select(row => row.Reel.Id));
    }

    [Fact]
    public async Task A_post_to_one_page_of_followers_moves_no_cursor()
    {
        cluster.Stores.Probe.ForgetCalls();
        await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);

        Assert.Equal(1, cluster.Stores.Probe.CallsOf("ITimelineStore.AddAsync"));
        Assert.Equal(0, cluster.Stores.Probe.CallsOf("IOutbox.AdvanceAsync"));
    }

    /// <summary>Post reels while the rows of the first one are held; the newest first, and what holds them.</summary>
    private async Task<(List<Guid> Reels, Gate Held)> PostWhileTheFirstIsHeldAsync(int count)
    {
        var gate = new Gate();
        cluster.Stores.Probe.Before = (name, _) => name == "ITimelineStore.AddAsync" ? gate.PassAsync()
            : Task.CompletedTask;
        List<Guid> reels = [await cluster.PostAsync(_author)];
        await Until.TrueAsync(() => gate.Reached);
        while (reels.Count < count)
            reels.Insert(0, await cluster.PostAsync(_author));
        return (reels, gate);
    }
}
