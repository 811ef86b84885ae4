using Reels.Grains.Interfaces;

namespace Reels.Grains;

/// <summary>How long things that leave a grain may take.</summary>
internal static class TimeLimits
{
    /// <summary>
    /// A write runs under this limit once begun, whatever becomes of the caller, so that nobody leaves half a write by
    /// hanging up.
    /// </summary>
    public static readonly TimeSpan Write = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Runs a write past its commit point, or a read that belongs to one: the caller's cancellation is looked at once,
    /// before it.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It failed, or did not answer within the limit.</exception>
    public static async Task<T> WriteAsync<T>(Func<CancellationToken, ValueTask<T>> write, CancellationToken caller)
    {
        caller.ThrowIfCancellationRequested();
        using var limit = new CancellationTokenSource(Write);
        try
        {
            return await write(limit.Token).AsTask().WaitAsync(limit.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            throw StoreUnavailableException.TimedOut(outcomeUnknown: true, exception);
        }
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public static Task WriteAsync(Func<CancellationToken, ValueTask> write, CancellationToken caller) => WriteAsync(
        async limit =>
        {
            await write(limit);
            return true;
        },
        caller);
}
