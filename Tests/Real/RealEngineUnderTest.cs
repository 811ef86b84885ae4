using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reels.Silo.Stores;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.MongoDb.People;
using Reels.Silo.Stores.Resilience;
using Reels.Tests.Api;
using Reels.Tests.Cluster;

namespace Reels.Tests.Real;

/// <summary>The databases of this machine. Tests run one at a time: they share the likes' database of Redis.</summary>
internal sealed class RealEngineUnderTest : IEngineUnderTest
{
    private readonly ServiceProvider _ports;

    public RealEngineUnderTest()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            StoresOfTests.RealSettings().Concat(StoresOfTests.Patient)).Build();
        _ports = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration)
            .AddStores(configuration).BuildServiceProvider();
        // The class of a test makes its stores in its constructor.
        Task.Run(StartAsync).GetAwaiter().GetResult();
    }

    public IServiceProvider Ports => _ports;

    public IReadOnlyList<string> PlacesOfPeople { get; } =
    [
        "cassandra celebrities", "cassandra deleted_reels", "cassandra deliveries", "cassandra delivering",
        "cassandra media_refs", "cassandra reels", "cassandra timeline", "cassandra user_reels", "mongodb accounts",
        "mongodb blocks", "mongodb comments", "mongodb externalIdentities", "mongodb follows", "mongodb likes",
        "mongodb mediaErasures", "mongodb mediaGone", "mongodb mediaRefs", "mongodb reports", "mongodb searchKeys",
        "mongodb sessions", "mongodb stories", "mongodb storyShelves", "mongodb usernames", "mongodb users",
        "neo4j User",
    ];

    public Task LinkIdentityAsync(string identity, string userId, DateTimeOffset at) =>
        _ports.GetRequiredService<PeopleCollections>().Identities.InsertAsync(
            new() { Id = identity, UserId = userId });

    public Task<IReadOnlyList<string>> FindRemainsAsync(IEnumerable<string> texts, IEnumerable<Guid> ids) =>
        new RealRemains(_ports).OfAsync([.. texts]);

    public void Dispose() => Task.Run(StopAsync).GetAwaiter().GetResult();

    private async Task StartAsync()
    {
        var services = _ports.GetServices<IHostedService>().ToList();
        foreach (var service in services)
            await service.StartAsync(CancellationToken.None);
        await Task.WhenAll(services.OfType<EngineStart>().Select(start => start.Ready))
            .WaitAsync(TimeSpan.FromMinutes(1));
    }

    private async Task StopAsync()
    {
        foreach (var service in _ports.GetServices<IHostedService>().Reverse())
            await service.StopAsync(CancellationToken.None);
        var database = _ports.GetRequiredService<MongoEngine>().Database;
        await database.Client.DropDatabaseAsync(database.DatabaseNamespace.DatabaseName);
        await _ports.DisposeAsync();
    }
}
