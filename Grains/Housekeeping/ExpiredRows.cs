using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Stores;
using Reels.Grains.Telemetry;

namespace Reels.Grains.Housekeeping;

/// <summary>
/// Rows that are kept only for a while: deleted posts, comments and stories, which answer retries for 48 h; media keys
/// that nothing may refer to again; expired sessions; expired revocations; reserved names.
/// </summary>
internal sealed partial class ExpiredRows(
    ISessionStore sessions,
    IRevocationStore revocations,
    IErasureStore erasures,
    IReelStore reels,
    ICommentStore comments,
    IStoryStore stories,
    ILogger<ExpiredRows> log,
    [FromKeyedServices(Clock.Key)] TimeProvider time)
{
    /// <summary>
    /// A retry with the same key gets the first answer at least this long (contract: 24 h; design: 48 h).
    /// </summary>
    public static readonly TimeSpan Replays = TimeSpan.FromHours(48);

    /// <summary>Rows per transaction, so that no other write waits long for it.</summary>
    private const int BatchSize = 500;

    /// <summary>Removes them in bounded steps. A store that is unavailable stops no other.</summary>
    public async Task RemoveAsync(CancellationToken stopping)
    {
        var now = time.Now();
        await PurgeAsync(limit => sessions.PurgeAsync(now, BatchSize, limit), stopping);
        await PurgeAsync(limit => revocations.PurgeAsync(now - Revoked.Retention, BatchSize, limit), stopping);
        await PurgeAsync(limit => erasures.ReleaseNamesAsync(now, BatchSize, limit), stopping);
        await PurgeAsync(limit => reels.PurgeAsync(now - Replays, BatchSize, limit), stopping);
        await PurgeAsync(limit => comments.PurgeAsync(now - Replays, BatchSize, limit), stopping);
        await PurgeAsync(limit => stories.PurgeAsync(now - Replays, BatchSize, limit), stopping);
    }

    private async Task PurgeAsync(Func<CancellationToken, ValueTask<int>> purge, CancellationToken stopping)
    {
        try
        {
            while (await TimeLimits.WriteAsync(purge, stopping) == BatchSize)
                await Task.Yield();
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            var level = FailureLevel.Of(exception);
            LogFailed(level, exception);
        }
        catch (OperationCanceledException)
        {
            // This silo stops. The next round, on whichever silo, goes on.
        }
    }

    [LoggerMessage(EventId = 1031, Message =
        "Expired rows could not be removed; the next round tries again")]
    private partial void LogFailed(LogLevel level, Exception failure);
}
