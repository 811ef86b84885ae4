using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Reels.Api.Auth;
using Reels.Grains.Interfaces;
using Reels.Hosting;

namespace Reels.Standalone.Demo;

/// <summary>The demo: content that is added to the store at the start; section <c>Demo</c>.</summary>
internal sealed class DemoOptions
{
    public const string Section = "Demo";

    /// <summary>Whether to add the content. Set by <c>--demo</c>.</summary>
    public bool Run { get; set; }

    /// <summary>
    /// Number of people; follows, reels and all other content are in proportion. All people by default; tests use
    /// fewer.
    /// </summary>
    [Range(2, DemoWorld.MaxPeople)]
    public int People { get; set; } = DemoWorld.MaxPeople;

    /// <summary>
    /// Concurrent requests: enough to share the store's commits, few enough to leave the server capacity for others.
    /// </summary>
    [Range(1, 64)]
    public int Concurrency { get; set; } = 8;
}

/// <summary>Runs the demo if <c>--demo</c> is given.</summary>
internal static class DemoHosting
{
    private const string Switch = "--demo";

    /// <summary>
    /// Replaces the bare switch by the setting that it means: the host would take the next argument as its value.
    /// </summary>
    public static string[] ExpandSwitch(string[] args) =>
        [.. args.Select(arg => arg == Switch ? $"--{DemoOptions.Section}:{nameof(DemoOptions.Run)}=true" : arg)];

    public static WebApplicationBuilder AddDemo(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<DemoOptions>(DemoOptions.Section).AddOptions<DemoOptions>()
            .Validate<IOptions<AuthOptions>>(
                (demo, auth) => !demo.Run || string.IsNullOrEmpty(auth.Value.Authority),
                $"{Switch} signs its people up with passwords, and with Auth:Authority there are none.");
        return builder;
    }

    /// <summary>What the banner says about the demo.</summary>
    public static string DescribeDemo(this WebApplication app) =>
        app.Services.GetRequiredService<IOptions<DemoOptions>>().Value.Run
            ? "is added now, unless it is there already"
            : $"start with {Switch} to fill an empty store with people and reels";

    /// <summary>
    /// Adds the content through the API of a started application, if the settings ask for it. A failure is printed, and
    /// the product goes on serving.
    /// </summary>
    public static async Task RunDemoAsync(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<DemoOptions>>().Value;
        if (!options.Run)
            return;
        var world = DemoWorld.Of(options.People);
        var progress = new DemoProgress(Console.Out, !Console.IsOutputRedirected, DemoRunner.CountSteps(world));
        var time = app.Services.GetRequiredKeyedService<TimeProvider>(Clock.Key);
        using var http = new HttpClient(
            new DemoPatience(time, new SocketsHttpHandler { UseProxy = false }))
        { BaseAddress = OwnAddress(app) };
        try
        {
            var added = await new DemoRunner(new(http), world, progress, time, options.Concurrency).RunAsync(
                app.Lifetime.ApplicationStopping);
            progress.End();
            var outcome = added ? "The demo is ready" : "The demo was here already, nothing is added";
            var content = $"{world.People.Count} people, {world.Follows.Count} follows, {world.Reels.Count + 1} reels";
            await Console.Out.WriteLineAsync(
                $"""
                {outcome}: {content}
                  name         {world.People[0].Username}
                  password     {DemoWorld.Password} (the same for every demo person)
                """);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            progress.End();
        }
        catch (Exception exception)
            when (exception is DemoRefusedException or HttpRequestException or OperationCanceledException)
        {
            progress.End();
            await Console.Error.WriteLineAsync(
                $"The demo is not complete: {exception.Message} Start again with {Switch} to complete it.");
        }
    }

    /// <summary>The first public address; with the host <c>localhost</c> if it is bound to all addresses.</summary>
    private static Uri OwnAddress(WebApplication app)
    {
        var address = BindingAddress.Parse(app.Urls.First());
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        return new UriBuilder(address.Scheme, host, address.Port).Uri;
    }
}
