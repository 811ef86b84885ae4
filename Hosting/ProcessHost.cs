using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Reels.Hosting;

/// <summary>Runs a built application as a process, from its start to its exit code.</summary>
public static class ProcessHost
{
    /// <summary>Builds, starts, and waits for SIGTERM or Ctrl-C.</summary>
    /// <param name="build">Makes the application; an exception of it counts as a failed start.</param>
    /// <param name="started">Called once the application serves.</param>
    /// <param name="portSettings">The settings of this program's ports, named to an operator when a port is in
    /// use.</param>
    /// <returns>0 after an orderly stop; 1 when an operator must change something, which one line on the error stream
    /// explains.</returns>
    public static async Task<int> RunAsync(Func<WebApplication> build, Func<WebApplication, Task> started,
        string portSettings = StartFailure.AllPorts)
    {
        ArgumentNullException.ThrowIfNull(build);
        ArgumentNullException.ThrowIfNull(started);
        try
        {
            await using var app = build();
            if (await TryStartAsync(app))
            {
                await started(app);
                await app.WaitForShutdownAsync();
            }

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
