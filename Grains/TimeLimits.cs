using Reels.Grains.Interfaces;

namespace Reels.Grains;

/// <summary>How long a grain waits for a store.</summary>
internal static class TimeLimits
{
    /// <summary>
    /// 2 s for a write. Once begun it runs under this limit alone, so that no caller leaves half a write by hanging up.
    /// </summary>
    public static readonly TimeSpan Write = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Runs a write, or a read that belongs to one. The caller's cancellation is checked once, before it begins.
    /// </summary>
    /// <inheritdoc cref="RunAsync{T}" path="/exception"/>
    public static async Task<T> WriteAsync<T>(Func<CancellationToken, ValueTask<T>> write, CancellationToken caller)
    {
        caller.ThrowIfCancellationRequested();
        return await RunAsync(write);
    }

    /// <summary>
    /// Runs a step that no caller can cancel: a write after the commit point, a step of a job, a load that callers
    /// share.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It failed, or did not answer within the limit.</exception>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> step)
    {
        using var limit = new CancellationTokenSource(Write);
        try
        {
            return await step(limit.Token).AsTask().WaitAsync(limit.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            throw StoreUnavailableException.TimedOut(outcomeUnknown: true, exception);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public static Task RunAsync(Func<CancellationToken, ValueTask> step) => RunAsync(
        async limit =>
        {
            await step(limit);
            return true;
        });
}
