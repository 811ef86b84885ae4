using System.Collections.Immutable;
using Orleans.Concurrency;
using Reels.Grains.Interfaces.Health;
using Reels.Grains.Stores;

namespace Reels.Grains.Health;

/// <inheritdoc/>
[StatelessWorker]
[GrainType("stores")]
internal sealed class StoresGrain(IEnumerable<IStoreHealth> stores) : Grain, IStoresGrain
{
    /// <summary>Health is checked often, and must not wait for a store that is down.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    public async Task<ImmutableArray<StoreStatus>> Check() => [.. await Task.WhenAll(stores.Select(CheckAsync))];

    private static async Task<StoreStatus> CheckAsync(IStoreHealth store)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            return new(store.Store, await store.IsUpAsync(limit.Token).AsTask().WaitAsync(limit.Token));
        }
        catch (OperationCanceledException)
        {
            return new(store.Store, Up: false);
        }
    }
}
