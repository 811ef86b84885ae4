using Reels.Hosting;
using Reels.Silo.Stores;
using Reels.Silo.Stores.Projection.Verification;
using Reels.Silo.Stores.Resilience;

namespace Reels.Silo.Hosting;

/// <summary>A process with the stores alone: it serves nothing, and is no silo.</summary>
internal static class StoreProcess
{
    public static WebApplication Build(string[] args, params string[] switches)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [.. args.Except(switches)],
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.AddQuietLogs();
        // Nothing is served.
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddValidatedOptions<VerifyOptions>(VerifyOptions.Section);
        builder.Services.AddStores(builder.Configuration);
        return builder.Build();
    }

    /// <summary>Waits until each engine is prepared, however long one is unavailable.</summary>
    public static Task PrepareAsync(WebApplication app) => Task.WhenAll(
        app.Services.GetServices<IHostedService>().OfType<EngineStart>().Select(
            start => PrepareAsync(start, app.Lifetime.ApplicationStopping)));

    private static async Task PrepareAsync(EngineStart start, CancellationToken stoppingToken)
    {
        await start.Ready.WaitAsync(stoppingToken);
        await Console.Out.WriteLineAsync($"{start.Engine} is prepared.");
    }
}
