using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>What a follow still waits for, and how it is found again.</summary>
public abstract class FollowRecoveryConformance(IStoreEngine engine) : PortSuite(engine)
{
    protected IFollowStore Store => Port<IFollowStore>();

    [Fact]
    public async Task Settling_clears_only_the_settled_flags()
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
    public async Task A_pending_edge_is_listed_by_shard_after_its_lease_ended()
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
    public async Task An_unfollow_waits_like_a_follow_and_settled_edges_do_not()
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
    public async Task A_found_VisibleSince_is_stored_once_for_its_own_seq()
    {
        var edge = Edge() with { Seq = 2, Pending = EdgePending.VisibleSince | EdgePending.Backfill };
        await Store.SetAsync(edge, Some.Now, default);
        var found = edge with { VisibleSince = Some.ADayBefore, Pending = EdgePending.Backfill };

        await Store.SetVisibleSinceAsync(edge.Follower, edge.Followee, 1, found.VisibleSince, default);
        Assert.Equal(edge, await Store.GetAsync(edge.Follower, edge.Followee, default));
        await Store.SetVisibleSinceAsync(edge.Follower, edge.Followee, 2, found.VisibleSince, default);
        Assert.Equal(found, await Store.GetAsync(edge.Follower, edge.Followee, default));
        await Store.SetVisibleSinceAsync(edge.Follower, edge.Followee, 2, Some.Now, default);
        Assert.Equal(found, await Store.GetAsync(edge.Follower, edge.Followee, default));
    }

    [Fact]
    public async Task A_lease_is_extended_only_for_its_own_seq()
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
    public async Task A_new_state_waits_again_under_its_own_lease()
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
    public async Task Lapsed_work_is_listed_by_shard_then_longest_lapsed_first()
    {
        Edge[] edges = [.. Enumerable.Range(0, 200).Select(_ => Edge())];
        foreach (var (i, edge) in edges.Index())
            await Store.SetAsync(edge, Some.Now.AddSeconds(-i), default);

        await ShardOrder.AssertKeptAsync([.. edges.Reverse()], edge => edge.Follower,
            shards => LapsedAsync(Some.Now.AddDays(1), shards));
    }

    [Fact]
    public async Task A_list_of_lapsed_work_respects_its_limit()
    {
        var follower = Some.User();
        await Paging.AllAsync(Engine, Enumerable.Range(1, 30),
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
