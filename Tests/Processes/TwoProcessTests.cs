using System.Net;
using Xunit;

namespace Reels.Tests.Processes;

[Collection(ProcessesCollection.Name)]
public sealed class TwoProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_silo_and_an_API_node_serve_as_two_processes()
    {
        using var data = new DataFolder();
        var gateway = $"Silo:GatewayPort={ReelsProcess.FreePort()}";
        var url = new Uri($"http://127.0.0.1:{ReelsProcess.FreePort()}");
        await using var silo = ReelsProcess.Start("Silo", $"Data:Folder={data}", $"Silo:Port={ReelsProcess.FreePort()}",
            gateway, "Management:Port=0");
        var siloHealth = await silo.ServingAsync();
        var management = ReelsProcess.FreePort();
        await using var api = ReelsProcess.Start("Api", $"Data:Folder={data}", $"urls={url}", gateway,
            $"Management:Port={management}");
        using var client = new HttpClient { BaseAddress = url };
        await ReadyAsync(client, api);

        var author = await Actor.RegisterAsync(client, "author");
        var reader = await Actor.RegisterAsync(client, "reader");
        await reader.PostAsync($"/api/users/{author.Id}/follow");
        var reel = await author.PostReelAsync("Across the wire");
        await reader.PostAsync($"/api/likes/{reel}");
        await reader.PostAsync("/api/comments", new { reelId = reel, text = "Seen" });
        var again = await Actor.LoginAsync(client, "reader");

        var seen = Assert.Single((await again.GetAsync("/api/reels/feed"))["items"]!.AsArray());
        Assert.Equal((reel, 1, true, 1),
            ((string)seen!["id"]!, (int)seen["likes"]!, (bool)seen["likedByMe"]!, (int)seen["comments"]!));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync((string)seen["mediaUrl"]!)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(siloHealth)).StatusCode);
        Assert.Contains("reels_store_call_duration_seconds_count",
            await client.GetStringAsync(new Uri(siloHealth, "/metrics")), StringComparison.Ordinal);
        Assert.Contains("Active",
            await client.GetStringAsync($"http://127.0.0.1:{management}/dashboard/DashboardCounters"),
            StringComparison.Ordinal);
        Assert.Equal(0, await api.StopAsync());
        Assert.Equal(0, await silo.StopAsync());
    }

    private static async Task ReadyAsync(HttpClient client, ReelsProcess api)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!limit.IsCancellationRequested)
        {
            try
            {
                if ((await client.GetAsync("/health/ready", limit.Token)).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
            }
        }

        Assert.Fail($"The API node did not come to serve.\n{api.Output}");
    }
}
