using Reels.Grains.Interfaces;

namespace Reels.Api.Auth;

/// <summary>
/// Asks for new revocations all the time, and once before this node serves. While nobody answers, it serves with what
/// it knows: revocations reach it late, and tokens die by their age.
/// </summary>
internal sealed partial class RevocationPoll(Revocations revocations, [FromKeyedServices(Clock.Key)] TimeProvider time,
    ILogger<RevocationPoll> logger) : BackgroundService
{
    /// <summary>
    /// Half the time within which the deletion of an account must be seen; ending a sign-in has twice that.
    /// </summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private bool _failing;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await AskAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await AskAsync(stoppingToken);
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await revocations.CatchUpAsync(cancellationToken);
            if (_failing)
                LogBack();
            _failing = false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // Whatever is away now, the next look tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!_failing)
                LogFailed(exception.GetType().Name);
            _failing = true;
        }
    }

    [LoggerMessage(121, LogLevel.Warning,
        "Revocations can't be read ({Exception}); those known stay, new ones are late, and it is tried again twice a second and said once")]
    private partial void LogFailed(string exception);

    [LoggerMessage(122, LogLevel.Information, "Revocations are read again")]
    private partial void LogBack();
}
