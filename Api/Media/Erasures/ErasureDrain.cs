using Microsoft.Extensions.Options;
using Reels.Api.Media.Sweeps;
using Reels.Grains.Interfaces;

namespace Reels.Api.Media.Erasures;

/// <summary>Erases, every few seconds, what deletes have queued, and what deleted users had not used. Any number of API nodes may do this at once.</summary>
internal sealed partial class ErasureDrain(
    MediaEraser eraser, DeletedOwners owners, IOptions<ErasureOptions> options, [FromKeyedServices(Clock.Key)] TimeProvider time, ILogger<ErasureDrain> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, time);
        var failing = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await eraser.Drain(stoppingToken);
                await owners.Sweep(stoppingToken);
                failing = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever is away now, the next look tries again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (!failing) LogFailed(e.GetType().Name);
                failing = true;
            }
        }
    }

    [LoggerMessage(401, LogLevel.Warning, "Erasing media failed ({Exception}); it is tried again at every interval and said once")]
    private partial void LogFailed(string exception);
}
