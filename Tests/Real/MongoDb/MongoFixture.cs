using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MongoDB.Driver;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.MongoDb;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.MongoDb.Follows;
using Reels.Silo.Stores.Projection.Blocks;
using Reels.Silo.Stores.Projection.Follows;
using Reels.Silo.Stores.Projection.Profiles;
using Reels.Silo.Stores.Settings;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Real.MongoDb;

/// <summary>The stores of MongoDB for one test class, in a database of its own.</summary>
public sealed class MongoFixture : IStoreEngine, IAsyncLifetime
{
    /// <summary>Name of the classes that share the server's one place for commands.</summary>
    public const string OneAtATime = "MongoDB";

    public const int Port = 27017;

    public static readonly string ConnectionString = $"mongodb://{Servers.Host}:{Port}";

    /// <summary>A limit for calls that are to be late, and not for the others.</summary>
    public static readonly TimeSpan ShortLimit = TimeSpan.FromSeconds(3);

    private readonly string _database = "reels-" + Some.User();
    private ServiceProvider? _ports;

    /// <summary>Tests write a row per call, and MongoDB takes some 20 ms for it on a small machine.</summary>
    public int Many => 200;

    public int LongList => 100;

    public IServiceProvider Ports => _ports!;

    internal CommandCutter Faults { get; } = new(Engines.MongoDb);

    internal MongoEngine Engine => _ports!.GetRequiredService<MongoEngine>();

    internal IMongoDatabase Database => Engine.Database;

    public async ValueTask InitializeAsync()
    {
        await Servers.NeedAsync(Port);
        await OpenAsync();
    }

    public async Task ReopenAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>Return when the followers of everybody are counted.</summary>
    public Task SettledAsync() => Ports.GetRequiredService<FollowRecount>().RunAsync(CancellationToken.None);

    public Task WhileWritesFailAsync(Func<Task> write) => Faults.FailWritesAsync(write);

    public Task WhileReadsFailAsync(Func<Task> read) => Faults.FailReadsAsync(read);

    public Task<bool> CutAsync(int command, bool afterItsEffect, Func<Task> write) =>
        Faults.CutAsync(command, afterItsEffect, write);

    public async ValueTask DisposeAsync()
    {
        if (_ports is null)
            return;
        await Database.Client.DropDatabaseAsync(_database);
        await CloseAsync();
    }

    private async Task OpenAsync()
    {
        var options = new MongoDbOptions
        {
            ConnectionString = ConnectionString,
            Database = _database,
            CallLimit = SlowTime.Factor * EngineCalls.DefaultLimit,
        };
        _ports = new ServiceCollection()
            .AddLogging()
            .AddMongoDb()
            .AddSingleton<IProfileStore>(provider => provider.GetRequiredService<IProfileTruth>())
            .AddSingleton<IBlockStore>(provider => provider.GetRequiredService<IBlockTruth>())
            .AddSingleton<IFollowStore>(provider => provider.GetRequiredService<IFollowTruth>())
            .AddSingleton(Options.Create(options))
            .AddKeyedSingleton<IMongoClient>(Engines.MongoDb, (_, _) => MongoConnection.Open(options))
            .AddKeyedSingleton(Engines.MongoDb,
                new EngineCalls(Engines.MongoDb, EngineCalls.DefaultLimit, new SlowTime(), NullLogger.Instance, Faults))
            .BuildServiceProvider();
        // Counts would come between the commands of others; SettledAsync makes them.
        foreach (var service in _ports.GetServices<IHostedService>().Where(service => service is not FollowRecount))
            await service.StartAsync(CancellationToken.None);
        await _ports.GetRequiredService<MongoSchema>().Ready;
    }

    private async Task CloseAsync()
    {
        foreach (var service in _ports!.GetServices<IHostedService>())
            await service.StopAsync(CancellationToken.None);
        await _ports!.DisposeAsync();
    }
}
