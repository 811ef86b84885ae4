using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Neo4j.Driver;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Neo4j;
using Reels.Silo.Stores.Neo4j.Engine;
using Reels.Silo.Stores.Projection.Blocks;
using Reels.Silo.Stores.Projection.Follows;
using Reels.Silo.Stores.Projection.Profiles;
using Reels.Silo.Stores.Settings;
using Reels.Tests.Conformance.Projection;

namespace Reels.Tests.Real.Neo4j;

/// <summary>
/// The projections in Neo4j. A server has one database, which test runs share: ids are random, and the people that a
/// test wrote are removed at its end.
/// </summary>
internal sealed class Neo4jEngine : IProjectionEngine
{
    /// <summary>The classes run one after the other: they share one small server.</summary>
    public const string Collection = "Neo4j";

    private const int Port = 7_687;

    private const string Block = """
        MATCH (:User {id: $from})-[r:BLOCKS|UNBLOCKED]->(:User {id: $to})
        RETURN type(r) = 'BLOCKS' AS on, r.since AS since, r.seq AS seq
        """;

    private const string Follow = """
        MATCH (:User {id: $from})-[r:FOLLOWS|LEFT]->(:User {id: $to})
        RETURN type(r) = 'FOLLOWS' AS on, r.follower AS follower, r.followee AS followee, r.since AS since,
            r.visibleSince AS visibleSince, r.backfillUpTo AS backfillUpTo, r.seq AS seq, r.pending AS pending
        """;

    private const string Remove = "MATCH (u:User) WHERE u.id IN $ids DETACH DELETE u";

    private readonly WrittenPeople _written = new();
    private readonly CommandCutter _commands = new(Engines.Neo4j);
    private ServiceProvider _services;

    private Neo4jEngine() => _services = Services();

    public IBlockProjection Blocks { get; private set; } = null!;

    public IFollowProjection Follows { get; private set; } = null!;

    public IProfileProjection Profiles { get; private set; } = null!;

    public Neo4jSession Session => _services.GetRequiredService<Neo4jSession>();

    public IStoreHealth Health => _services.GetRequiredService<IStoreHealth>();

    public static Neo4jOptions Options => new()
    {
        Uri = $"bolt://{Servers.Host}:{Port}",
        User = "neo4j",
        Password = "reels-secret",
    };

    public static async Task<Neo4jEngine> OpenAsync()
    {
        await Servers.NeedAsync(Port);
        var engine = new Neo4jEngine();
        await engine.ConnectAsync();
        return engine;
    }

    /// <summary>Remove these people at the end too.</summary>
    public void Remember(IEnumerable<string> ids) => _written.Note(ids);

    public async Task<Block?> GetBlockAsync(string blocker, string blocked) => (await Session.ReadAsync(
        Block.With(("from", blocker), ("to", blocked)),
        record => new Block(blocker, blocked, record["on"].As<bool>(), record.Time("since"), record["seq"].As<long>(),
            BlockPending.None),
        default)).SingleOrDefault();

    public async Task<Edge?> GetFollowAsync(string follower, string followee) => (await Session.ReadAsync(
        Follow.With(("from", follower), ("to", followee)),
        record => Silo.Stores.Neo4j.Follows.FollowRows.Map(record) with { On = record["on"].As<bool>() },
        default)).SingleOrDefault();

    public async Task ReopenAsync()
    {
        await _services.DisposeAsync();
        _services = Services();
        await ConnectAsync();
    }

    public Task WhileReadsFailAsync(Func<Task> read) => _commands.FailReadsAsync(read);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await RemoveAsync(_written);
    }

    /// <summary>Remove people from the server.</summary>
    public static async Task RemoveAsync(WrittenPeople people)
    {
        await using var driver = Neo4jConnection.Build(Options);
        await using var session = driver.AsyncSession();
        foreach (var ids in people.Ids.Chunk(200))
            await (await session.RunAsync(Remove, new { ids })).ConsumeAsync();
    }

    private ServiceProvider Services() => new ServiceCollection()
        .AddLogging()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new($"{Neo4jOptions.Section}:{nameof(Neo4jOptions.Uri)}", Options.Uri),
            new($"{Neo4jOptions.Section}:{nameof(Neo4jOptions.User)}", Options.User),
            new($"{Neo4jOptions.Section}:{nameof(Neo4jOptions.Password)}", Options.Password),
        ]).Build())
        .AddKeyedSingleton<ICommandProbe>(Engines.Neo4j, _commands)
        .AddNeo4j()
        .BuildServiceProvider();

    private async Task ConnectAsync()
    {
        await Session.OpenAsync();
        Blocks = _written.Wrap(_services.GetRequiredService<IBlockProjection>());
        Follows = _written.Wrap(_services.GetRequiredService<IFollowProjection>());
        Profiles = _written.Wrap(_services.GetRequiredService<IProfileProjection>());
    }
}
