using System.Security.Cryptography;
using Xunit;

namespace Reels.Tests.Processes;

/// <summary>A process whose secret, media or data are not the cluster's is refused in one line.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class ClusterIdentityTests : IAsyncDisposable
{
    private readonly DataFolder _data = new();
    private readonly DataFolder _other = new();
    private readonly string _gateway = $"Silo:GatewayPort={ReelsProcess.FreePort()}";
    private readonly string _siloPort = $"Silo:Port={ReelsProcess.FreePort()}";
    private readonly List<ReelsProcess> _processes = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        _data.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task A_node_with_another_secret_media_or_data_is_refused()
    {
        var secret = $"Auth:SigningKey={Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
        var silo = await StartSiloAsync(_data);
        var member = StartApi(_data, secret);
        using var client = new HttpClient { BaseAddress = await member.ServingAsync() };
        await Until.TrueAsync(async () => (await client.GetAsync("/health/ready")).IsSuccessStatusCode);

        await AssertRefusedAsync(StartApi(_other), "The root secret of this process has the fingerprint ");
        await AssertRefusedAsync(StartApi(_other, secret), "The media store of this process has the id ");

        await silo.StopAsync();
        await StartSiloAsync(_other);
        await AssertRefusedAsync(member, "The silo now has the data of cluster ");
    }

    [Fact]
    public async Task Standalone_is_refused_over_data_of_another_secret()
    {
        var (first, _) = await ReelsProcess.StartStandaloneAsync($"{_data}");
        _processes.Add(first);
        Assert.Equal(0, await first.StopAsync());
        Directory.Delete(Path.Combine($"{_data}", "secrets"), recursive: true);

        var again = ReelsProcess.Start("Standalone", "urls=http://127.0.0.1:0", "Management:Port=0",
            $"Data:Folder={_data}");
        _processes.Add(again);
        await AssertRefusedAsync(again, "The root secret of this process has the fingerprint ");
    }

    private static async Task AssertRefusedAsync(ReelsProcess process, string reason)
    {
        Assert.Equal(1, await process.ExitCodeAsync());
        var lines = process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith(reason, lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.StartsWith("   at ", StringComparison.Ordinal));
    }

    private ReelsProcess StartApi(DataFolder data, params string[] settings)
    {
        var api = ReelsProcess.Start("Api", ["urls=http://127.0.0.1:0", $"Data:Folder={data}", _gateway,
            "Management:Port=0", "Shutdown:Drain=00:00:00", .. settings]);
        _processes.Add(api);
        return api;
    }

    private async Task<ReelsProcess> StartSiloAsync(DataFolder data)
    {
        var silo = ReelsProcess.Start("Silo", $"Data:Folder={data}", _siloPort, _gateway, "Management:Port=0");
        _processes.Add(silo);
        await silo.ServingAsync();
        return silo;
    }
}
