using Microsoft.Extensions.Options;
using Reels.Hosting;
using Reels.Silo.Stores.Projection.Verification;

namespace Reels.Silo.Hosting;

/// <summary>
/// Compares what the databases hold of the same data, and ends. It may run next to silos, and waits for a database that
/// is unavailable.
/// </summary>
internal static class Verification
{
    public const string Switch = "--verify";
    public const string RepairSwitch = "--repair";

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <returns>The exit code: 0 if everything agrees, or was repaired.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        bool? agrees = null;
        var code = await ProcessHost.RunAsync(args, SiloUsage.Text,
            () => StoreProcess.Build(args, Switch, RepairSwitch),
            async app => agrees = await RunAsync(app, args.Contains(RepairSwitch)));
        return agrees is false ? 1 : code;
    }

    private static async Task<bool> RunAsync(WebApplication app, bool repairs)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            IVerification[] verifications = [.. app.Services.GetServices<IVerification>()];
            if (verifications.Length == 0)
            {
                await Console.Out.WriteLineAsync(
                    "These stores keep each thing in one place: there is nothing to compare.");
                return true;
            }

            await StoreProcess.PrepareAsync(app);
            var run = new VerificationRun(verifications,
                app.Services.GetRequiredService<IOptions<VerifyOptions>>().Value, repairs, Console.Out.WriteLineAsync,
                token => Task.Delay(Retry, token));
            return await run.RunAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            app.Lifetime.StopApplication();
        }
    }
}
