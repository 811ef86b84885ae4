using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Stores;

namespace Reels.Grains.Housekeeping;

/// <summary>
/// Removes rows that are kept only for a while: deleted posts and comments, which answer retries for 48 h; expired
/// sessions; expired revocations; reserved names. Every silo does it; rows that one has removed the others don't find.
/// </summary>
internal sealed partial class HousekeepingService(
    ISessionStore sessions,
    IRevocationStore revocations,
    IErasureStore erasures,
    IReelStore reels,
    ICommentStore comments,
    IStoryStore stories,
    ILogger<HousekeepingService> log,
    [FromKeyedServices(Clock.Key)] TimeProvider time) : BackgroundService
{
    /// <summary>
    /// A retry with the same key gets the first answer at least this long (contract: 24 h; design: 48 h).
    /// </summary>
    public static readonly TimeSpan Replays = TimeSpan.FromHours(48);

    /// <summary>No one notices whether a row is removed an hour later.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Rows per transaction, so that no other write waits long for it.</summary>
    private const int BatchSize = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var interval = new PeriodicTimer(Interval, time);
        while (await interval.WaitForNextTickAsync(stoppingToken))
        {
            var now = time.Now();
            await PurgeAsync(limit => sessions.PurgeAsync(now, BatchSize, limit), stoppingToken);
            await PurgeAsync(limit => revocations.PurgeAsync(now - Revoked.Retention, BatchSize, limit), stoppingToken);
            await PurgeAsync(limit => erasures.ReleaseNamesAsync(now, BatchSize, limit), stoppingToken);
            await PurgeAsync(limit => reels.PurgeAsync(now - Replays, BatchSize, limit), stoppingToken);
            await PurgeAsync(limit => comments.PurgeAsync(now - Replays, BatchSize, limit), stoppingToken);
            await PurgeAsync(limit => stories.PurgeAsync(now - Replays, BatchSize, limit), stoppingToken);
        }
    }

    private async Task PurgeAsync(Func<CancellationToken, ValueTask<int>> purge, CancellationToken stoppingToken)
    {
        try
        {
            while (await TimeLimits.WriteAsync(purge, stoppingToken) == BatchSize)
                await Task.Yield();
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(1031, LogLevel.Warning,
        "Expired rows could not be removed; the next round tries again")]
    private partial void LogFailed(Exception failure);
}
