using Reels.Api.Cluster;
using Reels.Grains.Interfaces;

namespace Reels.Api.Auth;

/// <summary>
/// Reads new revocations once before this node serves, and then twice a second. While no silo answers, the node keeps
/// the revocations it has: new ones arrive late, and a revoked token works until then or until it expires. Each read
/// also shows whether a silo answers.
/// </summary>
internal sealed partial class RevocationPoll(
    Revocations revocations, ClusterConnection cluster, [FromKeyedServices(Clock.Key)] TimeProvider time,
    ILogger<RevocationPoll> logger) : BackgroundService
{
    /// <summary>
    /// Half the time within which every node must refuse a deleted account. An ended session has twice that time.
    /// </summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// 10 s in which a new node waits for its first read while their store is unavailable: longer than a restart of a
    /// store that is well, shorter than a rolling restart of all nodes, which must not end with none that is ready.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private bool _failing;
    private long _failingSince;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (cluster.IsConnected)
            await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!cluster.IsConnected)
        {
            await cluster.Connected.WaitAsync(stoppingToken);
            await ReadAsync(stoppingToken);
        }
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await ReadAsync(stoppingToken);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await revocations.CatchUpAsync(cancellationToken);
            cluster.OnAnswered();
            cluster.MarkServing();
            if (_failing)
                LogRecovered();
            _failing = false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // Any failure is temporary: the next read tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (cluster.OnFailed(exception))
                return;
            // A silo has answered that its store is unavailable.
            cluster.MarkServing();
            if (!_failing)
            {
                LogFailed(exception.GetType().Name);
                _failingSince = time.GetTimestamp();
            }

            _failing = true;
            if (!revocations.IsReady && time.GetElapsedTime(_failingSince) >= Patience)
            {
                revocations.ServeWithout();
                LogServingWithout((int)Patience.TotalSeconds);
            }
        }
    }

    [LoggerMessage(121, LogLevel.Warning,
        "Revocations could not be read ({Exception}); retrying every 500 ms. "
            + "Known revocations stay in force; new ones arrive late")]
    private partial void LogFailed(string exception);

    [LoggerMessage(122, LogLevel.Information, "Revocations can be read again; new ones are in force")]
    private partial void LogRecovered();

    [LoggerMessage(123, LogLevel.Warning,
        "The revocations from before the start of this node could not be read for {Seconds} s; it is ready without "
            + "them. Tokens of sessions that had ended are accepted until they expire, or until revocations are read")]
    private partial void LogServingWithout(int seconds);
}
