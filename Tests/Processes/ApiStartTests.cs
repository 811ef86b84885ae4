using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Reels.Tests.Processes;

/// <summary>The API as a separate process without a silo: its start is refused, or it waits for a silo.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class ApiStartTests : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("RateLimits:Writes", "RateLimits:Writes=many")]
    [InlineData("Silo:GatewayPort", "Silo:GatewayPort=near")]
    [InlineData("MaxJsonBytes", "Http:MaxJsonBytes=1")]
    [InlineData("Auth:SigningKey", "Auth:SigningKey=short")]
    [InlineData("Auth:Audience", "Auth:Authority=https://id.example")]
    [InlineData("Management:Password", "Management:Address=0.0.0.0")]
    public async Task A_bad_setting_is_refused_in_one_line(string because, string setting) =>
        await AssertRefusedAsync(because, setting);

    [Fact]
    public async Task A_malformed_secret_is_refused_in_one_line_and_not_replaced()
    {
        var secrets = Directory.CreateDirectory(Path.Combine($"{_data}", "secrets"));
        var file = Path.Combine(secrets.FullName, "root.key");
        await File.WriteAllTextAsync(file, "no secret", TestContext.Current.CancellationToken);

        await AssertRefusedAsync("root.key");
        Assert.Equal("no secret", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_stop_during_the_search_for_a_cluster_exits_cleanly()
    {
        using var noSilo = new TcpListener(IPAddress.Loopback, 0);
        noSilo.Start();
        await using var api = Start($"Silo:GatewayPort={((IPEndPoint)noSilo.LocalEndpoint).Port}");
        using var connection = await noSilo.AcceptSocketAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, await api.StopAsync());
        Assert.DoesNotContain("Exception", api.Output, StringComparison.Ordinal);
    }

    private async Task AssertRefusedAsync(string because, params string[] settings)
    {
        await using var process = Start(settings);

        Assert.Equal(1, await process.ExitCodeAsync());
        Assert.Contains(because, Assert.Single(process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
    }

    private ReelsProcess Start(params string[] settings) => ReelsProcess.Start(
        "Api", ["urls=http://127.0.0.1:0", "Management:Port=0", $"Silo:GatewayPort={ReelsProcess.FreePort()}",
            $"Data:Folder={_data}", .. settings]);
}
