using Reels.Grains.Interfaces;
using Reels.Tests.Api;
using Reels.Tests.Processes;
using StackExchange.Redis;
using Xunit;

namespace Reels.Tests.Real.Tls;

/// <summary>A silo and an API node that find each other in a Redis over TLS. The engines are over plain TCP.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class MembershipTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly string _cluster = "reels-test-" + Guid.NewGuid().ToString("N");
    private readonly CertificateAuthority _authority = new();
    private readonly DataFolder _data = new();
    private TlsServers _servers = null!;

    public ValueTask InitializeAsync()
    {
        _servers = new(_authority);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        if (Servers.AreRunning)
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync(Servers.Host);
            await redis.GetDatabase().KeyDeleteAsync($"{_cluster}/members/{_cluster}");
        }

        await _servers.DisposeAsync();
        _authority.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task A_silo_and_an_API_node_meet_in_a_Redis_over_TLS()
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
        await using var silo = Start("Silo", _authority.Trusting, $"Silo:Port={ReelsProcess.FreePort()}",
            $"Silo:GatewayPort={ReelsProcess.FreePort()}");
        await silo.ServingAsync();
        var url = new Uri($"http://127.0.0.1:{ReelsProcess.FreePort()}");
        await using var api = Start("Api", _authority.Trusting, $"urls={url}");
        using var client = new HttpClient { BaseAddress = url };

        await Until.TrueAsync(() => IsMetAsync(client), Limit);
        Assert.NotEqual(0, _servers.UsedOf(Engines.Redis));
    }

    [Fact]
    public async Task A_silo_without_trust_in_the_Redis_stops_with_the_reason()
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
        await using var silo = Start("Silo", CertificateAuthority.NotTrusting, $"Silo:Port={ReelsProcess.FreePort()}",
            $"Silo:GatewayPort={ReelsProcess.FreePort()}");

        Assert.Equal(1, await silo.ExitCodeAsync());
        var line = Assert.Single(silo.Output.Split('\n'),
            line => line.Contains("Cluster:Redis", StringComparison.Ordinal));
        Assert.Contains("certificate", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silos_join_by_certificates_of_one_authority_alone()
    {
        Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
        using var other = new CertificateAuthority();
        await using var first = StartSilo(_authority.ClusterTls());
        await first.ServingAsync();
        await using var stranger = StartSilo(other.ClusterTls(trusted: _authority));
        // A silo serves when it has reached the silos that are there, and they have reached it.
        await using var second = StartSilo(_authority.ClusterTls());
        await second.ServingAsync();

        await Until.TrueAsync(() => first.Output.Contains("isn't accepted", StringComparison.Ordinal), Limit);
        Assert.DoesNotContain("A silo of the cluster is running", stranger.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Orleans.Connections.Security", first.Output, StringComparison.Ordinal);
    }

    private ReelsProcess StartSilo(string[] settings) => Start("Silo", _authority.Trusting,
        [$"Silo:Port={ReelsProcess.FreePort()}", $"Silo:GatewayPort={ReelsProcess.FreePort()}", .. settings]);

    /// <summary>Whether the silo's stores, and no missing silo, are what the API node shows.</summary>
    private static async Task<bool> IsMetAsync(HttpClient client)
    {
        try
        {
            return (await client.GetStringAsync("/health/ready")).Contains(Engines.Cassandra, StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private ReelsProcess Start(string project, string[] launcher, params string[] settings) =>
        ReelsProcess.Start(project, launcher,
        [
            "Management:Port=0", $"Data:Folder={_data}", $"Cluster:Id={_cluster}", $"Cluster:ServiceId={_cluster}",
            "Http:Budget=00:00:20", .. settings,
            .. StoresOfTests.RealSettings().Concat(RealApp.Patient).Concat(_servers.Membership)
                .Select(setting => $"{setting.Key}={setting.Value}"),
        ]);
}
