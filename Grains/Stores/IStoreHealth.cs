namespace Reels.Grains.Stores;

/// <summary>One engine behind the ports, for the health check.</summary>
public interface IStoreHealth
{
    /// <summary>The engine's name: one of <see cref="Interfaces.Engines"/>.</summary>
    string Store { get; }

    /// <summary>
    /// Whether it answers, and takes writes as far as is known. A call that fails, or takes longer than 500 ms, counts
    /// as false.
    /// </summary>
    ValueTask<bool> IsUpAsync(CancellationToken cancellationToken);
}
