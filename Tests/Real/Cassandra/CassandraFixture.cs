using Cassandra;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Interfaces;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Cassandra;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.Embedded;
using Reels.Silo.Stores.Settings;
using Reels.Tests.Conformance;
using Xunit;
using Driver = Cassandra.Cluster;

namespace Reels.Tests.Real.Cassandra;

/// <summary>
/// A keyspace of its own for each test class. Ports that Cassandra doesn't keep are the embedded ones.
/// </summary>
public sealed class CassandraFixture : IStoreEngine, IAsyncLifetime
{
    /// <summary>The classes run one after the other: they share one small server.</summary>
    public const string Collection = "Cassandra";

    internal const int Port = 9_042;

    private readonly EmbeddedStoresFixture _embedded = new();
    private readonly bool _ownsKeyspace = true;
    private ServiceProvider? _ports;

    public CassandraFixture()
    {
    }

    /// <summary>Another process on a keyspace, which it doesn't drop.</summary>
    internal CassandraFixture(string keyspace) => (Keyspace, _ownsKeyspace) = (keyspace, false);

    public IServiceProvider Ports
    {
        get
        {
            Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
            return _ports!;
        }
    }

    /// <summary>Half of what other engines get: a post makes six commands, three of them conditional.</summary>
    public int Concurrency => 16;

    public string Keyspace { get; } = "reels_test_" + Some.User()[..12];

    internal EmbeddedStores Embedded => _embedded.Stores;

    internal CommandCutter Probe { get; } = new(Engines.Cassandra);

    internal CassandraSession Session => Ports.GetRequiredService<CassandraSession>();

    public async ValueTask InitializeAsync()
    {
        if (!Servers.AreRunning)
            return;
        await Servers.NeedAsync(Port);
        await OpenAsync();
    }

    public async Task ReopenAsync()
    {
        await _ports!.DisposeAsync();
        await _embedded.ReopenAsync();
        await OpenAsync();
    }

    public Task WhileWritesFailAsync(Func<Task> write) => Probe.RefuseWritesAsync(
        () => _embedded.WhileWritesFailAsync(write));

    public Task WhileReadsFailAsync(Func<Task> read) => Probe.FailReadsAsync(
        () => _embedded.WhileReadsFailAsync(read));

    public Task<bool> CutAsync(int command, bool afterItsEffect, Func<Task> write) =>
        Probe.CutAsync(command, afterItsEffect, write);

    public async ValueTask DisposeAsync()
    {
        if (_ports is not null)
        {
            await _ports.DisposeAsync();
            if (_ownsKeyspace)
                await DropAsync(Keyspace);
        }

        _embedded.Dispose();
    }

    internal static CassandraOptions Options(string keyspace) =>
        new() { ContactPoints = Servers.Host, Port = Port, Keyspace = keyspace };

    internal static async Task DropAsync(string keyspace)
    {
        using var cluster = Driver.Builder().AddContactPoint(Servers.Host).WithPort(Port).Build();
        using var session = await cluster.ConnectAsync();
        await session.ExecuteAsync(new SimpleStatement($"DROP KEYSPACE IF EXISTS {keyspace}"));
    }

    private async Task OpenAsync()
    {
        _ports = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection(
                [
                    new($"{CassandraOptions.Section}:{nameof(Keyspace)}", Keyspace),
                    new($"{CassandraOptions.Section}:{nameof(CassandraOptions.CallLimit)}", "00:00:05"),
                ]).Build())
            .AddEmbeddedStores(_embedded.Stores)
            .AddKeyedSingleton<ICommandProbe>(Engines.Cassandra, Probe)
            .AddCassandra()
            .BuildServiceProvider();
        await Session.OpenAsync();
    }
}
