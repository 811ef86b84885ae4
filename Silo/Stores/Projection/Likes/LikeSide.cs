using System.Diagnostics;
using Reels.Grains.Interfaces;

namespace Reels.Silo.Stores.Projection.Likes;

/// <summary>
/// Calls to one side of the likes, each within a limit. After a failed call the side rests: callers that have another
/// side use that, so that a request waits for its limit once. The rest ends after a second, or when a look finds the
/// side well.
/// </summary>
/// <param name="side">The side.</param>
/// <param name="limit">The longest wait for a call.</param>
/// <param name="onFailure">Runs with the first call that fails since the side was found well.</param>
internal sealed class LikeSide<TSide>(TSide side, TimeSpan limit, Action? onFailure = null)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    // A timestamp of the last call that failed; 0 where none did since the last look that found the side well.
    private long _failedAt;

    /// <summary>Whether a call has just failed.</summary>
    public bool IsResting => Volatile.Read(ref _failedAt) is var at and not 0 && Stopwatch.GetElapsedTime(at) < Rest;

    /// <summary>
    /// Records that a look found the side well. A call that failed after the look began says otherwise.
    /// </summary>
    /// <param name="began">Timestamp of the beginning of the look.</param>
    /// <returns>Whether the side had failed before.</returns>
    public bool Recover(long began) => Volatile.Read(ref _failedAt) is var at and not 0 && at < began
        && Interlocked.CompareExchange(ref _failedAt, 0, at) == at;

    public async ValueTask<T> CallAsync<T>(Func<TSide, CancellationToken, ValueTask<T>> call,
        CancellationToken cancellationToken)
    {
        try
        {
            return await SideLimit.RunAsync(token => call(side, token), limit, outcomeUnknown: true, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            if (Interlocked.Exchange(ref _failedAt, Stopwatch.GetTimestamp()) == 0)
                onFailure?.Invoke();
            throw;
        }
    }

    public async ValueTask CallAsync(Func<TSide, CancellationToken, ValueTask> call,
        CancellationToken cancellationToken) => await CallAsync(
        async (called, token) =>
        {
            await call(called, token);
            return true;
        },
        cancellationToken);
}
