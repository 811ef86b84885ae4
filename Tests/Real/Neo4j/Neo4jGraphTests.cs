using Neo4j.Driver;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Neo4j.Engine;
using Reels.Tests.Conformance;
using Xunit;
using NullLogger = Microsoft.Extensions.Logging.Abstractions.NullLogger;

namespace Reels.Tests.Real.Neo4j;

/// <summary>What a person who opens the Neo4j browser finds, and what the server prepares for it.</summary>
[Collection(Neo4jEngine.Collection)]
public sealed class Neo4jGraphTests : IAsyncLifetime
{
    private const string Shape = """
        MATCH (a:User {id: $a})-[r:FOLLOWS]->(b:User {id: $b})
        RETURN labels(a) AS labels, a.id AS id, a.username AS username, a.avatar AS avatar, a.bio AS bio,
            r.seq AS seq, keys(a) AS keys
        """;

    private const string Indexes = """
        SHOW INDEXES YIELD labelsOrTypes, properties, state
        WHERE state = 'ONLINE' AND properties IS NOT NULL
        RETURN labelsOrTypes[0] + '(' + reduce(t = head(properties), p IN tail(properties) | t + ', ' + p) + ')' AS text
        """;

    private const string Constraints = """
        SHOW CONSTRAINTS YIELD type, labelsOrTypes, properties
        RETURN type + ' ' + labelsOrTypes[0] + '.' + properties[0] AS text
        """;

    private Neo4jEngine? _engine;

    private Neo4jEngine Engine => _engine!;

    public async ValueTask InitializeAsync() => _engine = await Neo4jEngine.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
    }

    [Fact]
    public async Task A_value_that_vanished_during_a_read_is_read_again()
    {
        var reads = 0;

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => Engine.Session.ReadAsync(
            "RETURN null AS since".With(),
            record =>
            {
                reads++;
                return record.Time("since");
            },
            default));

        Assert.Equal((3, false), (reads, failure.OutcomeUnknown));
    }

    [Fact]
    public async Task Nodes_and_edges_have_the_documented_names()
    {
        var (ada, bob) = (Some.User(), Some.User());
        await Engine.Profiles.PutAsync(
            [new(ada, 3, new(ada, "ada", null, "Hello", "avatars/a.png", Some.Now, 3))], default);
        await Engine.Follows.PutAsync(
            [new(ada, bob, true, Some.Now, Some.Now, Some.Now, 7, EdgePending.None)], default);

        await using var driver = Neo4jConnection.Build(Neo4jEngine.Options);
        var found = Assert.Single(await RunAsync(driver, Shape, new() { ["a"] = ada, ["b"] = bob }));

        Assert.Equal(["User"], found["labels"].As<List<string>>());
        Assert.Equal((ada, "ada", "avatars/a.png", "Hello", 7L),
            (found.Text("id"), found.Text("username"), found.Text("avatar"), found.Text("bio"),
                found["seq"].As<long>()));
        Assert.Equal(["avatar", "bio", "createdAt", "id", "seq", "username"],
            found["keys"].As<List<string>>().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Ids_are_unique_and_lists_have_their_indexes()
    {
        await using var driver = Neo4jConnection.Build(Neo4jEngine.Options);
        var indexes = (await RunAsync(driver, Indexes)).Select(record => record.Text("text"));
        var constraints = (await RunAsync(driver, Constraints)).Select(record => record.Text("text"));

        Assert.Contains("UNIQUENESS User.id", constraints);
        string[] expected =
        [
            "FOLLOWS(followee, since, follower)", "FOLLOWS(follower, since, followee)", "FOLLOWS(followee, follower)",
            "LEFT(followee, follower)", "BLOCKS(blocker, since, blocked)", "BLOCKS(blocker, blocked)",
            "UNBLOCKED(blocker, blocked)",
        ];
        Assert.Superset(expected.ToHashSet(), indexes.ToHashSet());
    }

    /// <summary>The statements under names of their own: those of the product are there already.</summary>
    [Fact]
    public async Task Silos_that_start_concurrently_make_one_schema()
    {
        var own = "T" + Some.User()[..12];
        string Own(string statement) => statement
            .Replace("INDEX ", $"INDEX {own}_", StringComparison.Ordinal)
            .Replace("CONSTRAINT ", $"CONSTRAINT {own}_", StringComparison.Ordinal)
            .Replace("(u:", $"(u:{own}_", StringComparison.Ordinal)
            .Replace("[r:", $"[r:{own}_", StringComparison.Ordinal);
        await using var driver = Neo4jConnection.Build(Neo4jEngine.Options);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(async () =>
            {
                await using var session = driver.AsyncSession();
                await Neo4jSchema.CreateAsync(session, Neo4jSchema.All.Select(Own));
            })));

            var made = await RunAsync(driver, "SHOW INDEXES YIELD name RETURN name");
            Assert.Equal(Neo4jSchema.All.Length,
                made.Count(record => record.Text("name").StartsWith(own, StringComparison.Ordinal)));
        }
        finally
        {
            foreach (var statement in Neo4jSchema.All.Select(Own))
            {
                await RunAsync(driver, "DROP " + statement[7..statement.IndexOf(" FOR", StringComparison.Ordinal)]
                    .Replace("IF NOT EXISTS", "IF EXISTS", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task Calls_are_refused_until_the_indexes_are_there()
    {
        await using var session = new Neo4jSession(
            Neo4jEngine.Options,
            new EngineCalls(Engines.Neo4j, EngineCalls.DefaultLimit, TimeProvider.System, NullLogger.Instance), []);

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => session.ReadAsync(Neo4jSchema.Ping.With(), _ => true, default));
        Assert.Equal((Engines.Neo4j, false), (refused.Store, refused.OutcomeUnknown));

        await session.OpenAsync();
        Assert.Single(await session.ReadAsync(Neo4jSchema.Ping.With(), _ => true, default));
    }

    [Fact]
    public async Task Health_is_down_while_reads_are_refused()
    {
        Assert.True(await Engine.Health.IsUpAsync(default));
        await Engine.WhileReadsFailAsync(async () => Assert.False(await Engine.Health.IsUpAsync(default)));
    }

    /// <summary>Without a limit of time: the server compiles such statements each time.</summary>
    private static async Task<List<IRecord>> RunAsync(IDriver driver, string statement,
        Dictionary<string, object>? parameters = null)
    {
        await using var session = driver.AsyncSession();
        return await (await session.RunAsync(statement, parameters ?? [])).ToListAsync();
    }
}
