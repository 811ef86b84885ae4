using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Neo4j;
using Reels.Silo.Stores.Redis;
using StackExchange.Redis;
using Xunit;

namespace Reels.Tests.Real.Credentials;

/// <summary>Engines that take the password in a file.</summary>
public sealed class PasswordFileTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Neo4j_takes_the_password_in_a_file()
    {
        await Servers.NeedAsync(Servers.Ports[Engines.Neo4j]);
        await WriteAsync("reels-secret");

        await UpAsync(services => services.AddNeo4j(),
            new() { ["Neo4j:User"] = "neo4j", ["Neo4j:PasswordFile"] = _file });
    }

    [Fact]
    public async Task Redis_takes_the_user_with_the_password_in_a_file()
    {
        await Servers.NeedAsync(Servers.Ports[Engines.Redis]);
        var user = "reels-test-" + Guid.NewGuid().ToString("N");
        await WriteAsync("reels-secret");
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Servers.Host);
        await redis.GetDatabase().ExecuteAsync("ACL", "SETUSER", user, "on", ">reels-secret", "~*", "+@all");
        try
        {
            await UpAsync(services => services.AddRedis(),
                new() { ["Redis:Database"] = "7", ["Redis:User"] = user, ["Redis:PasswordFile"] = _file });
        }
        finally
        {
            await redis.GetDatabase().ExecuteAsync("ACL", "DELUSER", user);
        }
    }

    private static async Task UpAsync(Action<IServiceCollection> add, Dictionary<string, string?> settings)
    {
        foreach (var (name, value) in RealApp.Patient)
            settings[name] = value;
        var services = new ServiceCollection().AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        add(services);
        await using var provider = services.BuildServiceProvider();
        var start = provider.GetRequiredService<IHostedService>();
        await start.StartAsync(TestContext.Current.CancellationToken);

        await Until.TrueAsync(async () => await provider.GetRequiredService<IStoreHealth>().IsUpAsync(default), Limit);
        await start.StopAsync(TestContext.Current.CancellationToken);
    }

    private Task WriteAsync(string password) =>
        File.WriteAllTextAsync(_file, password + "\n", TestContext.Current.CancellationToken);
}
