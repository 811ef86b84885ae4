using Microsoft.Extensions.Options;
using Reels.Grains.Interfaces;

namespace Reels.Api.Media.Cleanup;

/// <summary>
/// Erases, every few seconds, what deletes have queued, and what deleted users had not used. Any number of API nodes
/// may do this at once.
/// </summary>
internal sealed partial class ErasureDrain(
    MediaEraser eraser, DeletedOwners owners, IOptions<ErasureOptions> options,
    [FromKeyedServices(Clock.Key)] TimeProvider time, ILogger<ErasureDrain> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, time);
        var failing = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // Each for itself: an object that can't be erased must not keep what others have uploaded.
            var failure = await TryAsync(eraser.DrainAsync, stoppingToken);
            failure = await TryAsync(owners.SweepAsync, stoppingToken) ?? failure;
            if (failure is not null && !failing)
                LogFailed(failure.GetBaseException().GetType().Name);
            failing = failure is not null;
        }
    }

    /// <returns>What went wrong; the next look tries again.</returns>
    private static async Task<Exception?> TryAsync(Func<CancellationToken, Task> erase, CancellationToken stoppingToken)
    {
        try
        {
            await erase(stoppingToken);
            return null;
        }
#pragma warning disable CA1031 // Whatever is away now, the next look tries again.
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    [LoggerMessage(401, LogLevel.Warning,
        "Erasing media failed ({Exception}); it is tried again at every interval and said once")]
    private partial void LogFailed(string exception);
}
