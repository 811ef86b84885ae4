using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class FollowStoreConformance(IStoreEngine engine) : StoreConformance(engine)
{
    protected IFollowStore Store => Port<IFollowStore>();

    [Fact]
    public async Task An_edge_is_returned_as_it_was_set()
    {
        var edge = Edge() with
        {
            Since = Some.Now,
            VisibleSince = Some.LongAgo,
            BackfillUpTo = Some.ADayBefore,
            Pending = EdgePending.Backfill | EdgePending.Timeline
        };

        Assert.Equal(edge, await SetAsync(edge));

        Assert.Equal(edge, await Store.GetAsync(edge.Follower, edge.Followee, default));
        Assert.Null(await Store.GetAsync(edge.Followee, edge.Follower, default));
    }

    [Fact]
    public async Task An_edge_moves_only_to_a_higher_seq()
    {
        var edge = Edge(seq: 5);
        await SetAsync(edge);

        Assert.Equal(edge, await SetAsync(edge with { On = false, Seq = 4 }));
        Assert.Equal(edge, await SetAsync(edge with { On = false }));
        var off = edge with
        {
            On = false,
            Seq = 6,
            Since = Some.Now.AddMinutes(1),
            VisibleSince = Some.Now.AddHours(-2),
            BackfillUpTo = Some.Now.AddSeconds(1),
            Pending = EdgePending.Timeline,
        };
        Assert.Equal(off, await SetAsync(off));
        Assert.Equal(off, await SetAsync(edge));
        Assert.Equal(off, await Store.GetAsync(edge.Follower, edge.Followee, default));
    }

    [Fact]
    public async Task Counts_and_both_lists_follow_the_edge()
    {
        var edge = Edge(seq: 1);
        await SetAsync(edge);
        await SetAsync(edge);
        await AssertFollowsAsync(edge, true);

        await SetAsync(edge with { On = false, Seq = 2 });
        await SetAsync(edge with { On = false, Seq = 3 });
        await AssertFollowsAsync(edge, false);

        await SetAsync(edge with { Seq = 4 });
        await AssertFollowsAsync(edge with { Seq = 4 }, true);
    }

    [Fact]
    public async Task An_edge_that_was_never_on_can_be_set_off()
    {
        var off = Edge(seq: 3) with { On = false };
        await SetAsync(off);

        await AssertFollowsAsync(off, false);
        Assert.Equal(3, await Store.LastSeqAsync(off.Follower, default));
    }

    [Fact]
    public async Task The_last_seq_is_the_highest_of_all_the_followers_edges()
    {
        var follower = Some.User();
        Assert.Equal(0, await Store.LastSeqAsync(follower, default));
        await SetAsync(Edge(follower, seq: 7));
        await SetAsync(Edge(follower, seq: 3));
        await SetAsync(Edge(followee: follower, seq: 99));

        Assert.Equal(7, await Store.LastSeqAsync(follower, default));
    }

    [Fact]
    public async Task The_highest_seq_of_concurrent_edge_states_wins_and_is_counted()
    {
        var edge = Edge();

        await Paging.AllAsync(Engine, Enumerable.Range(1, 100),
            async seq => await SetAsync(edge with { Seq = seq, On = seq % 3 != 0 }));

        await AssertFollowsAsync(edge with { Seq = 100 }, true);
    }

    [Fact]
    public async Task Two_people_can_follow_each_other_concurrently()
    {
        var (ada, bob) = (Some.User(), Some.User());

        await Task.WhenAll(SetAsync(Edge(ada, bob)).AsTask(), SetAsync(Edge(bob, ada)).AsTask());

        var counts = await Store.CountsAsync([ada, bob, ada], default);
        Assert.Equal(2, counts.Count);
        Assert.All(counts.Values, count => Assert.Equal(new FollowCounts(1, 1), count));
        Assert.True(await Store.FollowsMoreAsync(ada, 0, default));
        Assert.False(await Store.FollowsMoreAsync(ada, 1, default));
        Assert.False(await Store.HasMoreFollowersAsync(Some.User(), 0, default));
    }

    [Fact]
    public async Task Lists_of_one_millisecond_are_paged_in_order_each_once()
    {
        var person = Some.User();
        var followers = Some.Users(Engine.LongList).Select(user => Edge(user, person)).ToArray();
        var following = Some.Users(Engine.LongList).Select((user, i) => Edge(person, user, i + 1)).ToArray();
        await Paging.AllAsync(Engine, followers.Concat(following), async edge => await SetAsync(edge));

        var walkedFollowers = await Paging.WalkAsync<Edge, PersonPosition>(
            7, place => Store.ListFollowersAsync(person, place, 7, default), edge => new(edge.Since, edge.Follower));
        var walkedFollowing = await Paging.WalkAsync<Edge, PersonPosition>(
            7, place => Store.ListFollowingAsync(person, place, 7, default), edge => new(edge.Since, edge.Followee));

        Assert.Equal(followers.OrderByDescending(edge => edge.Follower, StringComparer.Ordinal), walkedFollowers);
        Assert.Equal(following.OrderByDescending(edge => edge.Followee, StringComparer.Ordinal), walkedFollowing);
    }

    [Fact]
    public async Task Lists_have_only_active_follows_newest_first()
    {
        var person = Some.User();
        var edges = Enumerable.Range(0, 9)
            .Select(i => Edge(followee: person) with { Since = Some.Now.AddMilliseconds(i), On = i % 3 != 0 })
            .ToArray();
        await Paging.AllAsync(Engine, edges, async edge => await SetAsync(edge));

        Assert.Equal(edges.Where(edge => edge.On).Reverse(),
            await Store.ListFollowersAsync(person, null, 100, default));
    }

    [Fact]
    public async Task Thousands_of_followers_are_paged_by_id_each_once()
    {
        var person = Some.User();
        var followers = Some.Users(Engine.Many);
        await Paging.AllAsync(Engine, followers, async user => await SetAsync(Edge(user, person)));
        await SetAsync(Edge(followers[0], person, 2) with { On = false });

        var walked = new List<string>();
        string? after = null;
        while (await Store.PageFollowerIdsAsync(person, after, 1_000, default) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 1_000);
            walked.AddRange(page);
            after = page[^1];
        }

        Assert.Equal(followers[1..].Order(StringComparer.Ordinal), walked);
        Assert.Equal(Engine.Many - 1, (await Store.CountsAsync([person], default))[person].Followers);
        Assert.True(await Store.HasMoreFollowersAsync(person, Engine.Many - 2, default));
        Assert.False(await Store.HasMoreFollowersAsync(person, Engine.Many - 1, default));
        Assert.Equal(followers[1..100].ToHashSet(),
            (await Store.ListFollowersAsync(person, null, Engine.Many, default)).Select(edge => edge.Follower)
                .Intersect(followers[..100]).ToHashSet());
    }

    [Fact]
    public async Task Only_followed_people_are_returned_as_followed()
    {
        var (person, followed, left, stranger) = (Some.User(), Some.User(), Some.User(), Some.User());
        await SetAsync(Edge(person, followed, 1));
        await SetAsync(Edge(person, left, 2));
        await SetAsync(Edge(person, left, 3) with { On = false });
        await SetAsync(Edge(stranger, person));

        Assert.Equal([followed],
            await Store.WhichFollowedAsync(person, [followed, left, stranger, person, followed], default));
        Assert.Empty(await Store.WhichFollowedAsync(person, [], default));
    }

    [Fact]
    public async Task Ids_that_look_like_paths_are_ids()
    {
        var person = Some.OddIds()[0];
        var users = Some.OddIds();
        await Paging.AllAsync(Engine, users, async user => await SetAsync(Edge(user, person)));

        Assert.Equal(users.Order(StringComparer.Ordinal),
            (await Store.PageFollowerIdsAsync(person, null, 100, default)).Order(StringComparer.Ordinal));
        Assert.Equal(users.Length, (await Store.CountsAsync([person], default))[person].Followers);
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        var edge = Edge();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.SetAsync(edge, Some.Now, Some.Cancelled));
        await AssertFollowsAsync(edge, false);
        Assert.Null(await Store.GetAsync(edge.Follower, edge.Followee, default));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.GetAsync(edge.Follower, edge.Followee, Some.Cancelled));
        await SetAsync(edge);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.EraseAsync(edge.Follower, 10, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.EraseFollowersAsync(edge.Followee, [edge.Follower], Some.Cancelled));
        await AssertFollowsAsync(edge, true);
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var (made, settled, erased, left) = (Edge(), Edge() with { Pending = EdgePending.Timeline }, Edge(), Edge());
        await SetAsync(settled);
        await SetAsync(erased);
        await SetAsync(left);
        async Task<object?[]> SeeAsync(Edge edge) =>
        [
            await Store.GetAsync(edge.Follower, edge.Followee, default),
            await Store.CountsAsync([edge.Followee], default),
            await Store.ListFollowersAsync(edge.Followee, null, 10, default),
            await Store.ListFollowingAsync(edge.Follower, null, 10, default),
            await Store.PageFollowerIdsAsync(edge.Followee, null, 10, default),
        ];

        // Not in SeeAsync: the last step of an erasure, which finds no edge, erases the user's own counts and seq.
        async Task<object?[]> SeeFollowerAsync(Edge edge) =>
            [.. await SeeAsync(edge), await Store.CountsAsync([edge.Follower], default),
                await Store.LastSeqAsync(edge.Follower, default)];
        return
        [
            new("set", () => SetAsync(made).AsTask(), () => SeeFollowerAsync(made)),
            new("settle",
                () => Store.SettleAsync(settled.Follower, settled.Followee, 1, settled.Pending, default).AsTask(),
                () => SeeAsync(settled)),
            new("erase", () => Store.EraseAsync(erased.Follower, 10, default).AsTask(), () => SeeAsync(erased)),
            new("erase followers", () => Store.EraseFollowersAsync(left.Followee, [left.Follower], default).AsTask(),
                () => SeeAsync(left)),
        ];
    }

    private static Edge Edge(string? follower = null, string? followee = null, long seq = 1) =>
        new(follower ?? Some.User(), followee ?? Some.User(), true, Some.Now, Some.ADayBefore, Some.Now.AddHours(-1),
            seq, EdgePending.None);

    private ValueTask<Edge> SetAsync(Edge edge) => Store.SetAsync(edge, Some.Now, default);

    private async Task AssertFollowsAsync(Edge edge, bool on)
    {
        var counts = await Store.CountsAsync([edge.Follower, edge.Followee], default);
        Assert.Equal(on ? 1 : 0, counts[edge.Followee].Followers);
        Assert.Equal(on ? 1 : 0, counts[edge.Follower].Following);
        Assert.Equal(on,
            (await Store.WhichFollowedAsync(edge.Follower, [edge.Followee], default)).Contains(edge.Followee));
        Edge[] expected = on ? [edge] : [];
        Assert.Equal(expected, await Store.ListFollowersAsync(edge.Followee, null, 10, default));
        Assert.Equal(expected, await Store.ListFollowingAsync(edge.Follower, null, 10, default));
        Assert.Equal(expected.Select(one => one.Follower),
            await Store.PageFollowerIdsAsync(edge.Followee, null, 10, default));
    }
}
