using System.Collections.Immutable;

namespace Reels.Grains.Interfaces.Health;

/// <summary>The health of the stores, as the silos reach them: a stateless worker. Its key is 0.</summary>
[Alias("IStoresGrain")]
public interface IStoresGrain : IGrainWithIntegerKey
{
    /// <summary>Checks every store, and waits for 500 ms at most.</summary>
    [Alias("Check")]
    Task<ImmutableArray<StoreStatus>> Check();
}

/// <param name="Store">The store's name.</param>
/// <param name="Up">True where it answers and takes writes.</param>
[GenerateSerializer, Immutable, Alias("StoreStatus")]
public sealed record StoreStatus([property: Id(0)] string Store, [property: Id(1)] bool Up);
