using Neo4j.Driver;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Neo4j.Engine;
using Reels.Silo.Stores.Neo4j.Follows;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Real.Neo4j;

/// <summary>How much of the graph the statements read, for an author with many followers.</summary>
[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jPlanTests(Neo4jPlanTests.Author author) : IClassFixture<Neo4jPlanTests.Author>
{
    private const int Followers = 50_000;
    private const int Limit = 100;

    private readonly string _author = author.Id;
    private readonly string[] _followers = author.Followers;

    public sealed class Author : IAsyncLifetime
    {
        /// <summary>The same edges as <see cref="FollowQueries.Put"/> makes, faster: nobody else writes them.</summary>
        private const string Make = """
            MERGE (a:User {id: $author})
            WITH a
            UNWIND $rows AS row
            CREATE (:User {id: row.follower})-[:FOLLOWS
                {follower: row.follower, followee: row.followee, since: row.since, visibleSince: row.visibleSince,
                backfillUpTo: row.backfillUpTo, seq: row.seq, pending: row.pending}]->(a)
            """;

        /// <summary>
        /// Plans depend on statistics, which the server refreshes some time after many edges have come. This waits for
        /// it, up to 60 s, and forgets the plans of before.
        /// </summary>
        private const string UseStatistics = "CALL db.prepareForReplanning(60)";

        private Neo4jEngine? _engine;

        public string Id { get; } = Some.User();

        public string[] Followers { get; } = Some.Users(Neo4jPlanTests.Followers);

        public async ValueTask InitializeAsync()
        {
            if (!Servers.AreRunning)
                return;
            _engine = await Neo4jEngine.OpenAsync();
            _engine.Remember([Id, .. Followers]);
            foreach (var some in Followers.Select(Edge).Chunk(5_000))
                await RunAsync(Make.With(("author", Id), ("rows", FollowRows.Of(some))));
            await RunAsync(UseStatistics.With());

            Edge Edge(string follower, int place) => new(
                follower, Id, true, Some.Now.AddSeconds(place), Some.ADayBefore, Some.Now, 1, EdgePending.None);
        }

        public async ValueTask DisposeAsync()
        {
            if (_engine is not null)
                await _engine.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_page_of_followers_reads_little_more_than_the_page()
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
        var middle = _followers.Order(StringComparer.Ordinal).ElementAt(Followers / 2);

        Assert.InRange(await HitsAsync(FollowCommands.PageFollowerIds(_author, middle, Limit)), Limit, 3 * Limit);

        // With the edges, four of whose values are not in the index.
        var place = new PersonPosition(Some.Now.AddSeconds(Followers / 2), "");
        Assert.InRange(await HitsAsync(FollowCommands.Page(FollowQueries.ListFollowers, _author, place, Limit)),
            Limit, 6 * Limit);
    }

    [Fact]
    public async Task Counts_and_lookups_read_no_list()
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
        Assert.InRange(await HitsAsync(FollowCommands.Counts([_author])), 1, 20);
        Assert.InRange(await HitsAsync(FollowCommands.WhichFollowed(_followers[0], [_author])), 1, 10);
    }

    [Fact]
    public async Task A_write_to_an_author_reads_none_of_their_other_edges()
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
        var left = new Edge(_followers[7], _author, false, Some.Now, Some.Now, Some.Now, 2, EdgePending.None);

        Assert.InRange(await HitsAsync(FollowCommands.Put([left])), 1, 60);
    }

    private static async Task<long> HitsAsync(Cypher cypher)
    {
        return Hits((await RunAsync(cypher with { Text = "PROFILE " + cypher.Text })).Profile);

        static long Hits(IProfiledPlan plan) => plan.DbHits + plan.Children.Sum(Hits);
    }

    /// <summary>Without a limit of time.</summary>
    private static async Task<IResultSummary> RunAsync(Cypher cypher)
    {
        await using var driver = Neo4jConnection.Build(Neo4jEngine.Options);
        await using var session = driver.AsyncSession();
        return await (await session.RunAsync(cypher.Text, cypher.Parameters)).ConsumeAsync();
    }
}
