namespace Reels.Silo.Hosting;

/// <summary>
/// Runs a built application as a process: what its exit code is, and what it says when it can't start.
/// </summary>
public static class ReelsHost
{
    /// <summary>Builds, starts, and waits for SIGTERM or Ctrl-C.</summary>
    /// <param name="build">Makes the application; what it throws counts as a failed start.</param>
    /// <param name="started">Called once it serves.</param>
    /// <returns>0 after an orderly stop; 1 where an operator must change something, of which one line on the error
    /// stream tells.</returns>
    public static async Task<int> RunAsync(Func<WebApplication> build, Func<WebApplication, Task> started)
    {
        ArgumentNullException.ThrowIfNull(build);
        ArgumentNullException.ThrowIfNull(started);
        try
        {
            await using var app = build();
            if (await StartsAsync(app))
            {
                await started(app);
                await app.WaitForShutdownAsync();
            }

            return 0;
        }
        catch (Exception exception) when (StartFailure.Explain(exception) is { } reason)
        {
            await Console.Error.WriteLineAsync(reason);
            return 1;
        }
    }

    /// <summary>Answers false where it was told to stop before it had started.</summary>
    private static async Task<bool> StartsAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
            return true;
        }
        catch (Exception exception)
        {
            await LeaveAsync(app);
            if (exception is OperationCanceledException && app.Lifetime.ApplicationStopping.IsCancellationRequested)
                return false;
            throw;
        }
    }

    /// <summary>A silo that runs already leaves in order, while what it needs for that is still there.</summary>
    private static async Task LeaveAsync(WebApplication app)
    {
        try
        {
            await app.StopAsync();
        }
        catch (Exception)
        {
            // What has not started can't stop. Why the start failed is the news, and is thrown.
        }
    }
}
