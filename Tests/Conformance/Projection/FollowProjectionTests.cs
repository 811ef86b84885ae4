using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance.Projection;

public class FollowProjectionTests : ProjectionTests
{
    private static readonly SuggestionBounds Bounds = new(Followees: 5, FolloweesOfEach: 5, MaxFollowers: 5);

    [Fact]
    public async Task Counts_and_suggestions_need_no_truth()
    {
        var silo = await SiloAsync();
        var (ada, bob, eve) = (Some.User(), Some.User(), Some.User());
        await silo.Follows.SetAsync(Edge(ada, bob), Some.Now, default);
        await silo.Follows.SetAsync(Edge(bob, eve), Some.Now, default);
        await Until.TrueAsync(() => silo.IsCurrent);
        Sides.Truth.Fail();

        Assert.Equal(new FollowCounts(1, 1), (await silo.Follows.CountsAsync([bob], default))[bob]);
        Assert.Equal([new SuggestionPosition(1, eve)],
            await silo.Follows.SuggestAsync(ada, Bounds, null, 10, default));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            async () => await silo.Follows.MostFollowedAsync(null, 10, default));
    }

    [Fact]
    public async Task Lists_are_the_same_from_both_sides()
    {
        var silo = await SiloAsync();
        var (edge, pending) = (Edge(), Edge() with { Pending = EdgePending.Backfill });
        await silo.Follows.SetAsync(edge, Some.Now, default);
        await silo.Follows.SetAsync(pending, Some.Now, default);
        await Until.TrueAsync(() => silo.IsCurrent);
        Sides.Truth.Fail();

        Assert.Equal([edge], await silo.Follows.ListFollowersAsync(edge.Followee, null, 10, default));
        Assert.Equal([pending], await silo.Follows.ListFollowingAsync(pending.Follower, null, 10, default));
    }

    [Fact]
    public async Task A_page_on_another_silo_misses_no_answered_follow()
    {
        var (silo, other, edge) = (await SiloAsync(), await SiloAsync(), Edge());
        await other.StopAsync();
        Sides.Projection.FailPuts();

        await silo.Follows.SetAsync(edge, Some.Now, default);

        Assert.True(other.IsCurrent);
        Assert.Equal([edge.Follower], await other.Follows.PageFollowerIdsAsync(edge.Followee, null, 10, default));
    }

    [Fact]
    public async Task Paging_goes_on_where_the_projection_became_unavailable()
    {
        var (silo, followee, followers) = (await SiloAsync(), Some.User(), Some.Users(30));
        foreach (var follower in followers)
            await silo.Follows.SetAsync(Edge(follower, followee), Some.Now, default);
        await Until.TrueAsync(() => silo.IsCurrent);

        var first = await silo.Follows.PageFollowerIdsAsync(followee, null, 10, default);
        Sides.Projection.Fail();
        var rest = await silo.Follows.PageFollowerIdsAsync(followee, first[^1], 100, default);

        Assert.Equal(followers.Order(StringComparer.Ordinal), first.Concat(rest));
    }

    [Fact]
    public async Task Settled_work_reaches_the_projection_and_never_returns()
    {
        var silo = await SiloAsync();
        var edge = Edge() with { Pending = EdgePending.Backfill | EdgePending.Timeline };
        await silo.Follows.SetAsync(edge, Some.Now, default);

        await silo.Follows.SettleAsync(edge.Follower, edge.Followee, edge.Seq, EdgePending.Backfill, default);
        await Until.TrueAsync(async () => (await ProjectedAsync(edge))!.Pending == EdgePending.Timeline);
        await Sides.Follows.Projection.PutAsync([edge], default);

        Assert.Equal(edge with { Pending = EdgePending.Timeline }, await ProjectedAsync(edge));
    }

    [Fact]
    public async Task A_found_VisibleSince_reaches_the_projection()
    {
        var silo = await SiloAsync();
        var edge = Edge() with { Pending = EdgePending.VisibleSince };
        await silo.Follows.SetAsync(edge, Some.Now, default);

        await silo.Follows.SetVisibleSinceAsync(edge.Follower, edge.Followee, edge.Seq, Some.ADayBefore, default);

        var found = edge with { VisibleSince = Some.ADayBefore, Pending = EdgePending.None };
        await Until.TrueAsync(async () => await ProjectedAsync(edge) == found);
    }

    [Fact]
    public async Task An_erasure_ends_only_when_both_sides_are_empty()
    {
        var silo = await SiloAsync();
        var (followed, following) = (Edge(), Edge());
        var person = followed.Followee;
        following = following with { Follower = person };
        await silo.Follows.SetAsync(followed, Some.Now, default);
        await silo.Follows.SetAsync(following, Some.Now, default);
        await Until.TrueAsync(() => silo.IsCurrent);
        Sides.Projection.Fail();

        await silo.Follows.EraseFollowersAsync(person, [followed.Follower], default);
        Assert.Equal(1, await silo.Follows.EraseAsync(person, 10, default));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            async () => await silo.Follows.EraseAsync(person, 10, default));
        Sides.Projection.Recover();
        Assert.Equal(2, await Paging.StepsAsync(10, limit => silo.Follows.EraseAsync(person, limit, default)));

        Assert.Null(await ProjectedAsync(followed));
        Assert.Null(await ProjectedAsync(following));
    }

    private protected override Task<IProjectedRow> NewRowAsync(Sides sides) =>
        FollowRow.NewAsync(sides, isPaged: false);

    private static Edge Edge(string? follower = null, string? followee = null) =>
        new(follower ?? Some.User(), followee ?? Some.User(), true, Some.Now, Some.ADayBefore, Some.Now.AddHours(-1),
            1, EdgePending.None);

    private Task<Edge?> ProjectedAsync(Edge edge) =>
        Sides.ProjectionEngine.GetFollowAsync(edge.Follower, edge.Followee);
}

public class FollowProjectionHistoryTests : ProjectionHistoryTests
{
    private protected override Task<IProjectedRow> NewRowAsync(Sides sides) =>
        FollowRow.NewAsync(sides, isPaged: false);
}

public class FollowerPageProjectionTests : ProjectionTests
{
    private protected override Task<IProjectedRow> NewRowAsync(Sides sides) =>
        FollowRow.NewAsync(sides, isPaged: true);
}

public class FollowerPageProjectionHistoryTests : ProjectionHistoryTests
{
    private protected override Task<IProjectedRow> NewRowAsync(Sides sides) =>
        FollowRow.NewAsync(sides, isPaged: true);
}
