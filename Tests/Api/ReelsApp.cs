using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reels.Api;
using Reels.Grains.Interfaces;
using Reels.Silo.Hosting;
using Xunit;

namespace Reels.Tests.Api;

/// <summary>
/// The whole product in this process, as the standalone program composes it: real Kestrel on free ports, a silo, and
/// stores in a separate folder.
/// </summary>
public class ReelsApp : IAsyncLifetime
{
    /// <summary>The first start on databases makes all tables, and compiles what it calls.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("reels-app-");
    private WebApplication? _app;

    /// <summary>A client of the public port, without a token.</summary>
    public HttpClient Client { get; } = new();

    public Uri Management { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    public string Folder => _data.FullName;

    /// <summary>The product's clock.</summary>
    protected virtual TimeProvider Time => TimeProvider.System;

    protected virtual IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>();

    /// <summary>Add test endpoints, to provoke what the product's endpoints do not.</summary>
    protected virtual void Map(IEndpointRouteBuilder endpoints)
    {
    }

    /// <summary>Add test services, to observe the product.</summary>
    protected virtual void Compose(WebApplicationBuilder builder)
    {
    }

    public virtual async ValueTask InitializeAsync()
    {
        // Development is the environment that would show stack traces.
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { EnvironmentName = "Development", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [WebHostDefaults.ServerUrlsKey] = "http://127.0.0.1:0",
            ["Management:Port"] = "0",
            ["Data:Folder"] = _data.FullName,
            ["Shutdown:Drain"] = "00:00:00",
            // A loaded machine may be slow. Tests of the budget set it, and no test of this app cuts the power.
            ["Data:WaitForDisk"] = "false",
            ["Http:Budget"] = "00:00:20",
            ["Http:DeleteBudget"] = "00:00:20",
        }).AddInMemoryCollection(StoresOfTests.Settings()).AddInMemoryCollection(Settings);
        builder.Services.AddKeyedSingleton(Clock.Key, Time);
        builder.AddLoneSilo();
        builder.AddReelsApi();
        Compose(builder);
        _app = builder.Build();
        _app.UseReelsApi();
        Map(_app);
        await _app.StartAsync();
        Client.BaseAddress = new(_app.Urls.First());
        Management = new(_app.Urls.Last());
        if (StoresOfTests.AreReal)
            await AllUpAsync();
    }

    /// <summary>Return when health names every store as up.</summary>
    public Task AllUpAsync() => Until.TrueAsync(
        async () =>
        {
            using var answer = await Client.GetAsync("/health/ready");
            var health = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            return health.TryGetProperty("stores", out var stores)
                && stores.EnumerateObject().All(store => store.Value.GetString() == "up");
        },
        StartLimit);

    public Task StopAsync() => _app!.StopAsync();

    /// <summary>Make an account and sign it in.</summary>
    public async Task<Member> SignUpAsync(string? username = null, string password = Member.Password)
    {
        username ??= "u" + Guid.NewGuid().ToString("N")[..20];
        using var answer = await Client.PostAsync("/api/auth/register", new { username, password });
        return new(new HttpClient { BaseAddress = Client.BaseAddress }, await answer.JsonAsync());
    }

    /// <summary>Sign in again: another session of the same person.</summary>
    public async Task<Member> SignInAsync(Member member, string password = Member.Password)
    {
        using var answer = await Client.PostAsync("/api/auth/login", new { username = member.Username, password });
        return new(new HttpClient { BaseAddress = Client.BaseAddress }, await answer.JsonAsync());
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }
}
