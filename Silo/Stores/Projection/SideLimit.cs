using Reels.Grains.Interfaces;

namespace Reels.Silo.Stores.Projection;

/// <summary>Ends the wait for a side that doesn't answer in time. The call itself may still take effect.</summary>
internal static class SideLimit
{
    public static async ValueTask<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> call, TimeSpan within,
        bool outcomeUnknown, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(within);
        try
        {
            return await call(limit.Token).AsTask().WaitAsync(limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw StoreUnavailableException.TimedOut(outcomeUnknown, exception);
        }
    }
}
