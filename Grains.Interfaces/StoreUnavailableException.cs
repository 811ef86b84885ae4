namespace Reels.Grains.Interfaces;

/// <summary>
/// The one failure that adapters throw: a store did not do what was asked. Every other outcome is a value.
/// </summary>
[GenerateSerializer, Alias("StoreUnavailableException")]
public sealed class StoreUnavailableException : Exception
{
    public StoreUnavailableException(string store, bool outcomeUnknown, Exception? inner = null)
        : base($"The store '{store}' is unavailable.", inner)
    {
        Store = store;
        OutcomeUnknown = outcomeUnknown;
    }

    /// <summary>Which store, by the name that health reports use.</summary>
    [Id(0)]
    public string Store { get; }

    /// <summary>True where a write may have been applied all the same.</summary>
    [Id(1)]
    public bool OutcomeUnknown { get; }
}
