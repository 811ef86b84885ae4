using Microsoft.Extensions.Options;
using Reels.Api.Auth;
using Reels.Grains.Interfaces;
using Reels.Hosting;

namespace Reels.Standalone.Demo;

/// <summary>Starts the demo where <c>--demo</c> asks for it.</summary>
internal static class DemoHosting
{
    private const string Switch = "--demo";

    /// <summary>
    /// The arguments with the bare switch written as the setting it stands for; the host would take the argument after
    /// it for its value.
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

    /// <summary>
    /// Fills the store of an application that serves, if it was asked to. A failure is told, and the product serves on.
    /// </summary>
    public static async Task RunDemoAsync(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<DemoOptions>>().Value;
        if (!options.Run)
            return;
        var world = DemoWorld.Of(options.People);
        var progress = new DemoProgress(Console.Out, !Console.IsOutputRedirected, DemoRunner.Acts(world));
        var time = app.Services.GetRequiredKeyedService<TimeProvider>(Clock.Key);
        using var http = new HttpClient(
            new DemoPatience(time, new SocketsHttpHandler { UseProxy = false }))
        { BaseAddress = OwnAddress(app) };
        try
        {
            var added = await new DemoRunner(new(http), world, progress, time, options.Concurrency).RunAsync(
                app.Lifetime.ApplicationStopping);
            progress.End();
            await Console.Out.WriteLineAsync(
                $"""
                {(added ? "The demo is ready" : "The demo was here already, nothing is added")}: {world.People.Count} people, {world.Follows.Count} follows, {world.Reels.Count + 1} reels
                  name         {world.People[0].Username}
                  password     {DemoWorld.Password}
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

    /// <summary>The first public address, with a name that one can call where it was bound to all.</summary>
    private static Uri OwnAddress(WebApplication app)
    {
        var address = BindingAddress.Parse(app.Urls.First());
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        return new UriBuilder(address.Scheme, host, address.Port).Uri;
    }
}
