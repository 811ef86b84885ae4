using Cassandra;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Reels.Silo.Stores.Cassandra;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.Settings;
using Reels.Tests.Api.Secrets;
using Reels.Tests.Conformance;
using Xunit;
using Driver = Cassandra.Cluster;

namespace Reels.Tests.Real.Cassandra;

/// <summary>What a silo says of Cassandra when it starts.</summary>
[Collection(CassandraFixture.Collection)]
public sealed class CassandraStartTests
{
    [Fact]
    public async Task A_setting_that_may_lose_writes_is_logged_for_one_copy()
    {
        await Servers.NeedAsync(CassandraFixture.Port);
        var keyspace = "reels_test_" + Some.User()[..12];
        using var log = new LogCapture();
        await using var services = Services(keyspace, log);
        using var start = services.GetServices<IHostedService>().OfType<CassandraStart>().Single();
        try
        {
            await start.StartAsync(default);
            await start.Ready;

            var isLogged = log.Lines.Any(line => line.Contains("[3251]", StringComparison.Ordinal));
            Assert.Equal(await IsUnsafeAsync(), isLogged);
        }
        finally
        {
            await start.StopAsync(default);
            await CassandraFixture.DropAsync(keyspace);
        }
    }

    private static async Task<bool> IsUnsafeAsync()
    {
        using var cluster = Driver.Builder().AddContactPoint(Servers.Host).WithPort(CassandraFixture.Port).Build();
        using var session = await cluster.ConnectAsync();
        var rows = await session.ExecuteAsync(
            new SimpleStatement("SELECT value FROM system_views.settings WHERE name = 'commitlog_sync'"));
        return rows.Single().GetValue<string>("value") == "periodic";
    }

    private static ServiceProvider Services(string keyspace, LogCapture log) => new ServiceCollection()
        .AddLogging(logs => logs.AddProvider(log))
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new($"{CassandraOptions.Section}:{nameof(CassandraOptions.ContactPoints)}", Servers.Host),
            new($"{CassandraOptions.Section}:{nameof(CassandraOptions.Keyspace)}", keyspace),
        ]).Build())
        .AddCassandra()
        .BuildServiceProvider();
}
