using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reels.Api;

namespace Reels.Tests.Api;

/// <summary>Another API node in front of the silo of a <see cref="ReelsApp"/>.</summary>
public sealed class ApiNode : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiNode(WebApplication app)
    {
        _app = app;
        Address = new(app.Urls.First());
        Client = new() { BaseAddress = Address };
    }

    public Uri Address { get; }

    /// <summary>A client of this node, without a token.</summary>
    public HttpClient Client { get; }

    public static async Task<ApiNode> StartAsync(ReelsApp app, IGrainFactory? grains = null)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [WebHostDefaults.ServerUrlsKey] = "http://127.0.0.1:0",
            ["Management:Port"] = "0",
            ["Data:Folder"] = app.Folder,
            ["Shutdown:Drain"] = "00:00:00",
        });
        builder.Services.AddSingleton(grains ?? app.Services.GetRequiredService<IGrainFactory>());
        builder.AddReelsApi();
        var node = builder.Build();
        node.UseReelsApi();
        await node.StartAsync();
        return new(node);
    }

    /// <summary>The status and problem code with which this node answers the holder of an access token.</summary>
    public Task<string> GetStatusAsync(string accessToken) => GetStatusAsync(Address, accessToken);

    public static async Task<string> GetStatusAsync(Uri node, string accessToken)
    {
        using var client = new HttpClient { BaseAddress = node };
        client.DefaultRequestHeaders.Authorization = new("Bearer", accessToken);
        using var answer = await client.GetAsync("/api/users/me");
        var code = answer.IsSuccessStatusCode ? ""
            : " " + (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("code");
        return $"{(int)answer.StatusCode}{code}";
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
