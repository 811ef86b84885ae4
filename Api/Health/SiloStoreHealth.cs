using System.Collections.Immutable;
using Reels.Api.Http;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Health;

namespace Reels.Api.Health;

/// <summary>The stores behind the silos. Where no silo answers, that is what is down.</summary>
internal sealed class SiloStoreHealth(IGrainFactory grains) : IStoreHealth
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public async ValueTask<ImmutableSortedDictionary<string, bool>> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            var stores = await grains.GetGrain<IStoresGrain>(0).Check().WaitAsync(Limit, cancellationToken);
            return stores.ToImmutableSortedDictionary(store => store.Store, store => store.Up);
        }
#pragma warning disable CA1031 // Being down is the answer.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return ImmutableSortedDictionary<string, bool>.Empty.Add(Engines.Silos, false);
        }
    }
}
