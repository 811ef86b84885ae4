using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.MongoDb.Follows;
using Reels.Silo.Stores.Neo4j.Follows;
using Reels.Silo.Stores.Projection.Follows;
using Reels.Silo.Stores.Projection.Likes;
using Reels.Silo.Stores.Redis.Engine;
using Reels.Silo.Stores.Resilience;
using Reels.Tests.Api;
using Reels.Tests.Conformance;
using Reels.Tests.Real.Cassandra;
using Reels.Tests.Real.Neo4j;
using Xunit;

namespace Reels.Tests.Real.Composition;

/// <summary>
/// All ports as <c>Stores=Real</c> composes them, in databases of their own. In the graph, which has one database, the
/// people whom the suites wrote are removed at the end. Background work runs as in a silo.
/// </summary>
public sealed class CompositionFixture : IStoreEngine, IAsyncLifetime
{
    public const string Collection = "Composition";

    private const int RedisDatabase = 10;

    private static readonly string[] Databases = [Engines.Redis, Engines.MongoDb, Engines.Cassandra, Engines.Neo4j];

    private readonly WrittenPeople _people = new();
    private readonly Dictionary<string, string?> _settings;
    private readonly string _keyspace = "reels_test_" + Some.User()[..12];
    private ServiceProvider? _ports;

    public CompositionFixture()
    {
        _settings = new(StoresOfTests.RealSettings())
        {
            ["Redis:Database"] = $"{RedisDatabase}",
            ["Cassandra:Keyspace"] = _keyspace,
        };
        foreach (var database in Databases)
            _settings[$"{database}:CallLimit"] = "00:00:05";
    }

    public IServiceProvider Ports
    {
        get
        {
            Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
            return _ports!;
        }
    }

    public int Concurrency => 16;

    /// <summary>Counts and cuts the commands of one call to all databases, in their order.</summary>
    internal CommandCutter Commands { get; } = new(Engines.MongoDb);

    public async ValueTask InitializeAsync()
    {
        if (Servers.AreRunning)
            await OpenAsync();
    }

    public async Task ReopenAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>
    /// Return when each projection has what its truth has, all followers are counted, and the uploads of stories that
    /// have ended are released: what background work completes after a write that was cut off.
    /// </summary>
    public async Task SettledAsync()
    {
        var (follows, truth, likes) = (Ports.GetRequiredService<ProjectedFollowStore>(),
            Ports.GetRequiredService<IFollowTruth>(), Ports.GetRequiredService<ILikeTruth>());
        await Until.TrueAsync(
            async () => follows.IsCurrent && (await truth.ListUnprojectedAsync(null, 1, default)).Count == 0
                && (await likes.ListTailAsync(1, default)).Count == 0,
            TimeSpan.FromMinutes(1));
        await Ports.GetRequiredService<FollowRecount>().RunAsync(CancellationToken.None);
        await Paging.StepsAsync(
            100, limit => Ports.GetRequiredService<IStoryStore>().ExpireAsync(Some.Now, limit, default));
    }

    public Task WhileWritesFailAsync(Func<Task> write) => Commands.RefuseWritesAsync(write);

    public Task WhileReadsFailAsync(Func<Task> read) => Commands.FailReadsAsync(read);

    public Task<bool> CutAsync(int command, bool afterItsEffect, Func<Task> write) =>
        Commands.CutAsync(command, afterItsEffect, write);

    public async ValueTask DisposeAsync()
    {
        if (_ports is null)
            return;
        var mongo = _ports.GetRequiredService<MongoEngine>().Database;
        await StopAsync();
        await mongo.Client.DropDatabaseAsync(mongo.DatabaseNamespace.DatabaseName);
        await _ports.GetRequiredService<RedisConnection>().WriteAsync(
            database => database.ScriptEvaluateAsync("redis.call('FLUSHDB')"), default);
        await _ports.DisposeAsync();
        await CassandraFixture.DropAsync(_keyspace);
        await Neo4jEngine.RemoveAsync(_people);
    }

    private async Task OpenAsync()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration)
            .AddStores(configuration)
            .AddSingleton<IFollowProjection>(provider => _people.Wrap<IFollowProjection>(
                ActivatorUtilities.CreateInstance<Neo4jFollowProjection>(provider)));
        foreach (var database in Databases)
            services.AddKeyedSingleton<ICommandProbe>(database, Commands);
        _ports = services.BuildServiceProvider();
        var hosted = _ports.GetServices<IHostedService>().ToList();
        foreach (var service in hosted)
            await service.StartAsync(CancellationToken.None);
        await Task.WhenAll(hosted.OfType<EngineStart>().Select(start => start.Ready))
            .WaitAsync(TimeSpan.FromMinutes(2));
    }

    private async Task CloseAsync()
    {
        await StopAsync();
        await _ports!.DisposeAsync();
    }

    private async Task StopAsync()
    {
        foreach (var service in _ports!.GetServices<IHostedService>().Reverse())
            await service.StopAsync(CancellationToken.None);
    }
}

/// <summary>The classes share the databases, and run one after the other.</summary>
[CollectionDefinition(CompositionFixture.Collection)]
public sealed class CompositionCollection : ICollectionFixture<CompositionFixture>;
