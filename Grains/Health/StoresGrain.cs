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

    /// <summary>A check that fails, or takes longer than the limit, says that its engine is down.</summary>
    private static async Task<StoreStatus> CheckAsync(IStoreHealth store)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            return new(store.Store, await store.IsUpAsync(limit.Token).AsTask().WaitAsync(limit.Token));
        }
#pragma warning disable CA1031 // However one engine's check fails, the others have their answer.
        catch (Exception)
#pragma warning restore CA1031
        {
            return new(store.Store, Up: false);
        }
    }
}
