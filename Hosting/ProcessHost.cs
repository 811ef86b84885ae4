using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Reels.Hosting;

/// <summary>Runs a built application as a process, from its start to its exit code.</summary>
public static class ProcessHost
{
    private const string LogCategory = "Reels.Settings";

    /// <summary>Builds, starts, and waits for SIGTERM or Ctrl-C. With <c>--help</c> only prints the usage, and
    /// with <c>--check-health</c> only asks a running program.</summary>
    /// <param name="args">The arguments of the process.</param>
    /// <param name="usage">The answer to <c>--help</c>.</param>
    /// <param name="build">Makes the application; an exception of it counts as a failed start.</param>
    /// <param name="started">Called once the application serves.</param>
    /// <param name="portSettings">The settings of this program's ports, named to an operator when a port is in
    /// use.</param>
    /// <returns>0 after an orderly stop, or the usage; 1 when an operator must change something, which one line on the
    /// error stream explains.</returns>
    public static async Task<int> RunAsync(string[] args, Usage usage, Func<WebApplication> build,
        Func<WebApplication, Task> started, string portSettings = StartFailure.AllPorts)
    {
        ArgumentNullException.ThrowIfNull(usage);
        ArgumentNullException.ThrowIfNull(build);
        ArgumentNullException.ThrowIfNull(started);
        if (Usage.IsAsked(args))
        {
            await Console.Out.WriteLineAsync(usage.ToString());
            return 0;
        }

        if (HealthCheck.IsAsked(args))
            return await HealthCheck.RunAsync(args, usage.ManagementPort);
        try
        {
            await using var app = build();
            UnknownSettings.Warn(app.Configuration,
                app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategory));
            if (await TryStartAsync(app))
            {
                await started(app);
                await app.WaitForShutdownAsync();
            }

            if (app.Services.GetService<ProcessEnd>()?.Reason is { } refusal)
                throw refusal;
            return 0;
        }
        catch (Exception exception) when (StartFailure.Explain(exception, portSettings) is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return 1;
        }
    }

    /// <returns>False when the process was stopped before it had started.</returns>
    private static async Task<bool> TryStartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
            return true;
        }
        catch (Exception exception)
        {
            await StopStartedAsync(app);
            if (exception is OperationCanceledException && app.Lifetime.ApplicationStopping.IsCancellationRequested)
                return false;
            // What the process ends for has made its start fail.
            if (app.Services.GetService<ProcessEnd>() is { Reason: not null })
                return false;
            throw;
        }
    }

    /// <summary>Lets a silo that runs already leave in order, while the services that it needs still exist.</summary>
    private static async Task StopStartedAsync(WebApplication app)
    {
        try
        {
            await app.StopAsync();
        }
        catch (Exception)
        {
            // A service that has not started can't stop. The reason of the failed start matters more, and is thrown.
        }
    }
}
