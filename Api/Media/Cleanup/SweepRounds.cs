using Microsoft.Extensions.Options;
using Reels.Grains.Interfaces;

namespace Reels.Api.Media.Cleanup;

/// <summary>Sweeps at every interval.</summary>
internal sealed partial class SweepRounds(
    MediaSweeper sweeper, IOptions<SweepOptions> options, [FromKeyedServices(Clock.Key)] TimeProvider time,
    ILogger<SweepRounds> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (!await sweeper.SweepAsync(stoppingToken))
                    LogStrange(ReferencesMark.Key);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever is away now, the next sweep asks again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogPaused(exception.GetType().Name);
            }
        }
    }

    [LoggerMessage(402, LogLevel.Warning,
        "The sweep of unused uploads paused ({Exception}); what it didn't reach is kept until the next one")]
    private partial void LogPaused(string exception);

    [LoggerMessage(403, LogLevel.Error,
        "The sweep of unused uploads paused: the database was made anew or replaced since these media were stored, so it can't say what is unused. All uploads are kept. "
        + "Bring back the database, or, if this one is right, delete {Mark} from the media")]
    private partial void LogStrange(string mark);
}
