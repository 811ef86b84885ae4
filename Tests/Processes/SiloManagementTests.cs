using System.Net;
using System.Text;
using Xunit;

namespace Reels.Tests.Processes;

/// <summary>The management port of a silo, which another machine may scrape.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class SiloManagementTests : IDisposable
{
    private const string Password = "night: shift 24";
    private const string Everywhere = "Management:Address=0.0.0.0";

    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_silos_metrics_need_the_password_and_health_does_not()
    {
        await using var silo = Start(Everywhere, $"Management:Password={Password}");
        var health = new UriBuilder(await silo.ServingAsync()) { Host = "127.0.0.1" }.Uri;
        using var client = new HttpClient { BaseAddress = health };

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(health)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
        foreach (var wrong in (string?[])[null, "night", "night: shift 25"])
        {
            using var refused = await GetMetricsAsync(client, wrong);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.StartsWith("Basic ", $"{refused.Headers.WwwAuthenticate}", StringComparison.Ordinal);
            Assert.Empty(await refused.Content.ReadAsStringAsync());
        }

        using var metrics = await GetMetricsAsync(client, Password);
        Assert.Contains("dotnet_process_memory_working_set_bytes", await metrics.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silos_management_address_needs_a_password()
    {
        await using var silo = Start(Everywhere);

        Assert.Equal(1, await silo.ExitCodeAsync());
        Assert.Contains("Management:Password",
            Assert.Single(silo.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private ReelsProcess Start(params string[] settings) => ReelsProcess.Start("Silo",
        [$"Data:Folder={_data}", $"Silo:Port={ReelsProcess.FreePort()}", $"Silo:GatewayPort={ReelsProcess.FreePort()}",
            "Management:Port=0", .. settings]);

    private static async Task<HttpResponseMessage> GetMetricsAsync(HttpClient client, string? password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        if (password is not null)
        {
            request.Headers.Authorization =
                new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("ops:" + password)));
        }

        return await client.SendAsync(request);
    }
}
