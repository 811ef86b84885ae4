using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Follows;
using Reels.Silo.Stores.Projection.Follows;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Real.MongoDb;

/// <summary>What the projection gets, and how followers are counted.</summary>
[Collection(MongoFixture.OneAtATime)]
public sealed class MongoFollowTests(MongoFixture mongo) : PortSuite(mongo), IClassFixture<MongoFixture>
{
    private const int Step = 5;

    private IFollowTruth Follows => Port<IFollowTruth>();

    [Fact]
    public async Task Edges_are_listed_until_their_newest_state_is_projected()
    {
        var edge = Edge() with { Pending = EdgePending.Backfill | EdgePending.VisibleSince };
        await SetAsync(edge);
        await Follows.SettleAsync(edge.Follower, edge.Followee, edge.Seq, EdgePending.Backfill, default);

        await Follows.MarkProjectedAsync([edge], default);
        Assert.Equal(edge with { Pending = EdgePending.VisibleSince }, await UnprojectedAsync(edge));

        await Follows.SetVisibleSinceAsync(edge.Follower, edge.Followee, edge.Seq, Some.LongAgo, default);
        var found = edge with { Pending = EdgePending.None, VisibleSince = Some.LongAgo };
        Assert.Equal(found, await UnprojectedAsync(edge));
        Assert.True(await Follows.HasUnprojectedFollowersAsync(edge.Followee, default));
        Assert.False(await Follows.HasUnprojectedFollowersAsync(edge.Follower, default));

        await Follows.MarkProjectedAsync([found], default);
        Assert.Null(await UnprojectedAsync(edge));
        Assert.False(await Follows.HasUnprojectedFollowersAsync(edge.Followee, default));
    }

    [Fact]
    public async Task Settled_work_that_was_projected_is_listed_again()
    {
        var edge = Edge() with { Pending = EdgePending.Timeline };
        await SetAsync(edge);
        await Follows.MarkProjectedAsync([edge], default);
        Assert.Null(await UnprojectedAsync(edge));

        await Follows.SettleAsync(edge.Follower, edge.Followee, edge.Seq, EdgePending.Timeline, default);

        Assert.Equal(edge with { Pending = EdgePending.None }, await UnprojectedAsync(edge));
    }

    [Fact]
    public async Task Many_followers_are_counted_in_bounded_commands()
    {
        var counts = new FollowerCounts(mongo.Engine, Step);
        foreach (var number in new[] { 0, Step - 1, Step, Step + 1, 2 * Step, (2 * Step) + 1 })
        {
            var person = Some.User();
            foreach (var follower in Some.Users(number))
                await SetAsync(Edge(follower, person));

            Assert.Equal(number, await counts.CountAllAsync(person, default));
        }
    }

    [Fact]
    public async Task A_large_number_of_followers_is_as_old_as_its_count()
    {
        var counts = new FollowerCounts(mongo.Engine, Step);
        var person = Some.User();
        foreach (var follower in Some.Users(2 * Step))
            await SetAsync(Edge(follower, person));

        Assert.Equal(Step + 1, await FollowersAsync());
        await mongo.SettledAsync();
        Assert.Equal(2 * Step, await FollowersAsync());
        await SetAsync(Edge(followee: person));
        Assert.Equal(2 * Step, await FollowersAsync());
        await mongo.SettledAsync();
        Assert.Equal((2 * Step) + 1, await FollowersAsync());

        async Task<long> FollowersAsync() => (await counts.ReadAsync([person], default))[person].Followers;
    }

    [Fact]
    public async Task An_older_count_replaces_no_newer_one()
    {
        var (counts, person) = (Port<FollowerCounts>(), Some.User());
        FollowCountDocument Count(long followers, DateTimeOffset at) =>
            new() { Id = person, Followers = followers, At = at };

        Assert.Equal([person], await counts.StoreAsync([Count(2, Some.Now)]));
        Assert.Empty(await counts.StoreAsync([Count(1, Some.Now.AddSeconds(-1))]));
        Assert.Equal(2, await CountedAsync(person));
        Assert.Equal([person], await counts.StoreAsync([Count(3, Some.Now.AddSeconds(1))]));
        Assert.Equal(3, await CountedAsync(person));
    }

    [Fact]
    public async Task Many_followers_are_counted_again_only_after_a_while()
    {
        var (counts, few, many) = (new FollowerCounts(mongo.Engine, Step), Some.User(), Some.User());
        await counts.StoreAsync([
            new() { Id = few, Followers = Step, At = Some.Now },
            new() { Id = many, Followers = Step + 1, At = Some.Now },
        ]);

        Assert.Equal([few], await counts.WithoutRecentAsync([few, many], Some.Now, default));
        Assert.Equal(2, (await counts.WithoutRecentAsync([few, many], Some.Now.AddMilliseconds(1), default)).Count);
    }

    [Fact]
    public async Task A_change_during_a_count_is_counted_by_the_next()
    {
        // Commands of a look: the marks, the time, the old counts, the count.
        const int AfterTheCount = 4;
        var person = Some.User();
        await mongo.SettledAsync();
        await SetAsync(Edge(followee: person));

        await mongo.Faults.HoldAsync(AfterTheCount, mongo.SettledAsync,
            () => SetAsync(Edge(followee: person)).AsTask());
        Assert.Equal(1, await CountedAsync(person));

        await mongo.SettledAsync();
        Assert.Equal(2, await CountedAsync(person));
    }

    [Fact]
    public async Task Looks_count_without_being_asked()
    {
        var edge = Edge();
        await SetAsync(edge);
        var recount = Port<FollowRecount>();
        await recount.StartAsync(default);
        try
        {
            await Until.TrueAsync(async () => await CountedAsync(edge.Followee) == 1);
        }
        finally
        {
            await recount.StopAsync(default);
        }
    }

    [Fact]
    public async Task The_count_follows_an_erasure_wherever_it_is_cut()
    {
        var deleted = Some.User();
        for (var (command, isCut) = (0, true); isCut; command++)
        {
            var star = Some.User();
            await SetAsync(Edge(deleted, star));
            await SetAsync(Edge(followee: star));
            await mongo.SettledAsync();
            Assert.Equal(2, await CountedAsync(star));
            isCut = await mongo.CutAsync(command, afterItsEffect: true,
                async () => await Follows.EraseAsync(deleted, 10, default));
            await mongo.SettledAsync();
            Assert.Equal(await Follows.GetAsync(deleted, star, default) is null ? 1 : 2, await CountedAsync(star));

            await Paging.StepsAsync(10, limit => Follows.EraseAsync(deleted, limit, default));
            await mongo.SettledAsync();
            Assert.Equal(1, await CountedAsync(star));
            Assert.Equal(0, await mongo.Database.GetCollection<BsonDocument>(FollowQueries.Collection)
                .CountDocumentsAsync(new BsonDocument("_id", FollowQueries.IdOf(deleted, star))));
        }
    }

    [Fact]
    public async Task An_erased_edge_that_is_set_again_counts()
    {
        var edge = Edge();
        await SetAsync(edge);
        await Follows.EraseFollowersAsync(edge.Followee, [edge.Follower], default);
        Assert.Null(await Follows.GetAsync(edge.Follower, edge.Followee, default));

        await SetAsync(edge);
        await mongo.SettledAsync();

        Assert.Equal(edge, await Follows.GetAsync(edge.Follower, edge.Followee, default));
        Assert.Equal(1, await CountedAsync(edge.Followee));
    }

    [Fact]
    public async Task Suggestions_need_the_graph()
    {
        var missing = await Assert.ThrowsAsync<StoreUnavailableException>(
            async () => await Follows.SuggestAsync(Some.User(), new(1, 1, 1), null, 1, default));
        Assert.Equal((Engines.Neo4j, false), (missing.Store, missing.OutcomeUnknown));
    }

    private static Edge Edge(string? follower = null, string? followee = null) =>
        new(follower ?? Some.User(), followee ?? Some.User(), true, Some.Now, Some.ADayBefore, Some.Now, 1,
            EdgePending.None);

    private ValueTask<Edge> SetAsync(Edge edge) => Follows.SetAsync(edge, Some.Now, default);

    private async Task<long?> CountedAsync(string person) => (await mongo.Database
        .GetCollection<BsonDocument>(FollowCountQueries.Collection).Find(new BsonDocument("_id", person))
        .SingleOrDefaultAsync())?["followers"].ToInt64();

    private async Task<Edge?> UnprojectedAsync(Edge edge)
    {
        for (Edge? last = null; ;)
        {
            var rows = await Follows.ListUnprojectedAsync(last, 3, default);
            if (rows.Count == 0 || rows.Any(IsOfThesePeople))
                return rows.SingleOrDefault(IsOfThesePeople);
            last = rows[^1];
        }

        bool IsOfThesePeople(Edge row) => (row.Follower, row.Followee) == (edge.Follower, edge.Followee);
    }
}
