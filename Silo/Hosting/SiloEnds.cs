using Reels.Grains.Interfaces;
using Reels.Hosting;

namespace Reels.Silo.Hosting;

/// <summary>
/// Ends this process when it can't go on as a silo: Orleans has found so, most often because the other silos have
/// declared this one dead, or <see cref="SiloListWatch"/> has. It stops in order within a limit, instead of aborting
/// with a stack. See <c>docs/adr/0044-membership.md</c>.
/// </summary>
/// <param name="exit">Ends the process immediately, with a code.</param>
internal sealed partial class SiloEnds(ProcessEnd end, [FromKeyedServices(Clock.Key)] TimeProvider time,
    ILogger<SiloEnds> logger, Action<int>? exit = null) : IFatalErrorHandler
{
    /// <summary>Time for an orderly stop. Others have taken over, and the list of silos may be unusable.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly Action<int> _exit = exit ?? Environment.Exit;
    private int _ends;

    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        if (exception is not null)
            LogFailed(exception, context);
        End(exception is null ? new SiloDeclaredDeadException() : new SiloFailedException(exception));
    }

    /// <summary>Print the reason and end with 1. Only the first call counts: Orleans repeats its own.</summary>
    public void End(StartRefusedException reason)
    {
        if (Interlocked.Exchange(ref _ends, 1) == 1)
            return;
        end.Refuse(reason);
        _ = ExitAsync(reason);
    }

    private async Task ExitAsync(StartRefusedException reason)
    {
        await Task.Delay(Limit, time);
        await Console.Error.WriteLineAsync(reason.Message);
        _exit(1);
    }

    [LoggerMessage(153, LogLevel.Critical, "The silo can't go on, and ends: {Context}")]
    private partial void LogFailed(Exception failure, string? context);
}

/// <summary>Ends a silo that the others have declared dead.</summary>
internal sealed class SiloDeclaredDeadException() : StartRefusedException(
    "The other silos have declared this one dead, because it didn't answer three of their probes in a row: its process "
        + "or its network paused. They have taken over. Start this silo again. Where processes pause longer, raise "
        + "Cluster:ProbeTimeout on all silos.");

/// <summary>Ends a silo whose part in the cluster has failed unexpectedly.</summary>
internal sealed class SiloFailedException(Exception failure) : StartRefusedException(
    $"The silo can't go on ({failure.GetType().Name}). The log has the reason. Start it again.", failure);

/// <summary>Ends a silo that the list of silos has forgotten.</summary>
internal sealed class SiloForgottenException() : StartRefusedException(
    "The Redis of Cluster:Redis has lost the list of silos, with this one in it. Start this silo again: it joins a new "
        + "list. Redis keeps the list through a restart with appendonly yes.");
