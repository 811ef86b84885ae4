using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Projection.Likes;
using Reels.Silo.Stores.Redis;
using Reels.Silo.Stores.Settings;
using Reels.Tests.Api.Secrets;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Real.Redis;

/// <summary>The start of a silo, with Redis and without it.</summary>
[Collection(RedisLikeTruthEngine.Collection)]
public sealed class RedisStartTests
{
    [Fact]
    public async Task Health_is_up_when_the_start_has_connected()
    {
        await Servers.NeedAsync(RedisLikeTruthEngine.Port);
        await using var services = Services(RedisLikeTruthEngine.Port);
        var health = services.GetRequiredService<IStoreHealth>();
        Assert.Equal(Engines.Redis, health.Store);
        Assert.False(await health.IsUpAsync(default));

        await using var start = await StartAsync(services);
        await Until.TrueAsync(async () => await health.IsUpAsync(default));
        Assert.Empty(await services.GetRequiredService<ILikeTruth>().ReadAsync([Some.Id()], null, default));
    }

    [Fact]
    public async Task The_start_reads_the_settings_of_Redis()
    {
        await Servers.NeedAsync(RedisLikeTruthEngine.Port);
        using var log = new LogCapture();
        await using var services = Services(RedisLikeTruthEngine.Port, log);
        await using var start = await StartAsync(services);

        await Until.TrueAsync(() => log.Lines.Any(IsAboutSettings));
        Assert.DoesNotContain("unknown", log.Lines.First(IsAboutSettings), StringComparison.Ordinal);

        static bool IsAboutSettings(string line) => line.Contains("appendonly", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_Redis_calls_are_refused_and_have_changed_nothing()
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
        await using var services = Services(UnusedPort());
        await using var start = await StartAsync(services);
        var truth = services.GetRequiredService<ILikeTruth>();

        for (var i = 0; i < 20; i++)
        {
            var refused = await Assert.ThrowsAsync<StoreUnavailableException>(
                async () => await truth.CloseAsync(Some.Id(), 1, default));
            Assert.Equal((Engines.Redis, false), (refused.Store, refused.OutcomeUnknown));
        }

        Assert.False(await services.GetRequiredService<IStoreHealth>().IsUpAsync(default));
    }

    private static ServiceProvider Services(int port, LogCapture? log = null) => new ServiceCollection()
        .AddLogging(logs => logs.AddProvider(log ?? new LogCapture()))
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            [new($"{RedisOptions.Section}:{nameof(RedisOptions.Endpoints)}", $"{Servers.Host}:{port}")]).Build())
        .AddRedis()
        .BuildServiceProvider();

    private static async Task<Started> StartAsync(ServiceProvider services)
    {
        var start = services.GetRequiredService<IHostedService>();
        await start.StartAsync(default);
        return new(start);
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record Started(IHostedService Service) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Service.StopAsync(default);
    }
}
