namespace Reels.Grains.Stores;

/// <summary>One engine behind the ports, as health names it.</summary>
public interface IStoreHealth
{
    /// <summary>The engine's name.</summary>
    string Store { get; }

    /// <summary>
    /// Whether it answers, and takes writes as far as is known. Being down is an answer, not a failure.
    /// </summary>
    ValueTask<bool> IsUpAsync(CancellationToken cancellationToken);
}
