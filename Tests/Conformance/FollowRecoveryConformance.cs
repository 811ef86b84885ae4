using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>What a follow still waits for, and how it is found again.</summary>
public abstract class FollowRecoveryConformance
{
    protected abstract IFollowStore Store { get; }

    [Fact]
    public async Task What_is_settled_is_taken_off_and_nothing_else()
    {
        var edge = Edge();
        await Store.SetAsync(edge, Some.Now, default);

        await SettleAsync(edge, EdgePending.Backfill);
        await SettleAsync(edge, EdgePending.Backfill);
        Assert.Equal(EdgePending.Timeline, await PendingAsync(edge));

        await SettleAsync(edge, EdgePending.Timeline);
        Assert.Equal(edge with { Pending = EdgePending.None },
            await Store.GetAsync(edge.Follower, edge.Followee, default));
    }

    [Fact]
    public async Task Settling_an_older_seq_or_an_unknown_edge_changes_nothing()
    {
        var edge = Edge();
        await Store.SetAsync(edge with { Seq = 2 }, Some.Now, default);

        await SettleAsync(edge, EdgePending.Backfill | EdgePending.Timeline);
        await SettleAsync(Edge(), EdgePending.Backfill);

        Assert.Equal(edge.Pending, await PendingAsync(edge));
    }

    [Fact]
    public async Task An_edge_is_found_by_its_followers_shard_once_its_lease_has_ended()
    {
        var edge = Edge();
        var shard = Shards.Of(edge.Follower);
        await Store.SetAsync(edge, Some.Now, default);

        Assert.Contains(edge, await LapsedAsync(Some.Now.AddMilliseconds(1), shard));
        Assert.DoesNotContain(edge, await LapsedAsync(Some.Now, shard));
        Assert.DoesNotContain(edge, await LapsedAsync(Some.Now.AddMilliseconds(1), (shard + 1) % Shards.Count));
        Assert.Contains(edge, await LapsedAsync(Some.Now.AddMilliseconds(1), [.. Enumerable.Range(0, Shards.Count)]));
    }

    [Fact]
    public async Task An_unfollow_waits_like_a_follow_and_what_waits_for_nothing_is_not_found()
    {
        var off = Edge() with { On = false, Pending = EdgePending.Timeline };
        var settled = Edge() with { Pending = EdgePending.None };
        await Store.SetAsync(off, Some.Now, default);
        await Store.SetAsync(settled, Some.Now, default);
        var later = Some.Now.AddHours(1);

        Assert.Contains(off, await LapsedAsync(later, Shards.Of(off.Follower)));
        Assert.DoesNotContain(settled, await LapsedAsync(later, Shards.Of(settled.Follower)));
        await SettleAsync(off, EdgePending.Timeline);
        Assert.DoesNotContain(await LapsedAsync(later, Shards.Of(off.Follower)), edge => edge.Follower == off.Follower);
    }

    [Fact]
    public async Task A_lease_is_moved_only_for_the_seq_that_it_is_of()
    {
        var edge = Edge() with { Seq = 2 };
        var shard = Shards.Of(edge.Follower);
        await Store.SetAsync(edge, Some.Now, default);
        var later = Some.Now.AddMinutes(1);

        await Store.ExtendLeaseAsync(edge.Follower, edge.Followee, 1, later.AddDays(1), default);
        Assert.Contains(edge, await LapsedAsync(later, shard));

        await Store.ExtendLeaseAsync(edge.Follower, edge.Followee, 2, later, default);
        Assert.DoesNotContain(edge, await LapsedAsync(later, shard));
        Assert.Contains(edge, await LapsedAsync(later.AddMilliseconds(1), shard));
    }

    [Fact]
    public async Task A_new_state_waits_anew_under_a_lease_of_its_own()
    {
        var settled = Edge() with { Pending = EdgePending.None };
        var later = Some.Now.AddMinutes(1);
        await Store.SetAsync(settled, Some.Now, default);
        var edge = settled with { Seq = 2, Pending = EdgePending.Backfill };
        await Store.SetAsync(edge, later, default);

        Assert.DoesNotContain(edge, await LapsedAsync(later, Shards.Of(edge.Follower)));
        Assert.Contains(edge, await LapsedAsync(later.AddMilliseconds(1), Shards.Of(edge.Follower)));
    }

    [Fact]
    public async Task Shards_are_looked_through_in_the_order_given_and_in_each_the_longest_lapsed_come_first()
    {
        Edge[] edges = [.. Enumerable.Range(0, 200).Select(_ => Edge())];
        foreach (var (i, edge) in edges.Index())
            await Store.SetAsync(edge, Some.Now.AddSeconds(-i), default);

        await ShardOrder.IsKeptAsync([.. edges.Reverse()], edge => edge.Follower,
            shards => LapsedAsync(Some.Now.AddDays(1), shards));
    }

    [Fact]
    public async Task No_more_are_given_than_were_asked_for()
    {
        var follower = Some.User();
        await Paging.AllAsync(Enumerable.Range(1, 30),
            async seq => await Store.SetAsync(Edge(follower) with { Seq = seq }, Some.Now, default));

        Assert.Equal(10, (await Store.ListLapsedAsync([Shards.Of(follower)], Some.Now.AddDays(1), 10, default)).Count);
        Assert.Equal(10, (await Store.ListLapsedAsync(ShardOrder.All, Some.Now.AddDays(1), 10, default)).Count);
        Assert.Empty(await Store.ListLapsedAsync([], Some.Now.AddDays(1), 10, default));
    }

    private static Edge Edge(string? follower = null) =>
        new(follower ?? Some.User(), Some.User(), true, Some.Now, Some.ADayBefore, Some.Now.AddHours(-1), 1,
            EdgePending.Backfill | EdgePending.Timeline);

    private ValueTask SettleAsync(Edge edge, EdgePending done) =>
        Store.SettleAsync(edge.Follower, edge.Followee, edge.Seq, done, default);

    private async Task<EdgePending> PendingAsync(Edge edge) =>
        (await Store.GetAsync(edge.Follower, edge.Followee, default))!.Pending;

    private ValueTask<IReadOnlyList<Edge>> LapsedAsync(DateTimeOffset now, params int[] shards) =>
        Store.ListLapsedAsync(shards, now, 100_000, default);
}
