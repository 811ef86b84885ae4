using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Reels.Api.Hosting;
using Reels.Grains.Interfaces;
using Xunit;

namespace Reels.Tests.Api;

/// <summary>The API's conventions on real Kestrel, without grains: with endpoints of the tests' own to provoke what the product's don't.</summary>
public sealed class BareApi : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("reels-api-");
    private WebApplication? _app;

    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public HttpClient Client { get; } = new();

    public IServiceProvider Services => _app!.Services;

    public string Folder => _data.FullName;

    public Uri Management { get; private set; } = null!;

    public static async Task<BareApi> Start(Action<IEndpointRouteBuilder>? map = null, params (string Key, string Value)[] settings)
    {
        var api = new BareApi();
        // Development is the environment that would show stack traces.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development", ContentRootPath = api._data.FullName });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [WebHostDefaults.ServerUrlsKey] = "http://127.0.0.1:0",
            ["Management:Port"] = "0",
            ["Data:Folder"] = api._data.FullName,
            ["Shutdown:Drain"] = "00:00:00",
        }).AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)));
        builder.Services.AddKeyedSingleton<TimeProvider>(Clock.Key, api.Time);
        builder.AddReelsApi();
        api._app = builder.Build();
        api._app.UseReelsApi();
        map?.Invoke(api._app);
        await api._app.StartAsync(TestContext.Current.CancellationToken);
        api.Client.BaseAddress = new(api._app.Urls.First());
        api.Management = new(api._app.Urls.Last());
        return api;
    }

    public Task Stop() => _app!.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
