namespace Reels.Grains.Interfaces;

/// <summary>Why a store did not carry out a call.</summary>
public enum StoreFailure
{
    /// <summary>The engine refused the call, or could not be reached.</summary>
    Unavailable = 0,

    /// <summary>No answer came within the time limit.</summary>
    TimedOut = 1,

    /// <summary>Every attempt of a compare-and-set lost against another writer.</summary>
    Contended = 2,

    /// <summary>Too many calls are waiting already.</summary>
    Overloaded = 3,
}

/// <summary>
/// The only exception that adapters throw: a store did not carry out a call. Every other outcome is a value.
/// </summary>
[GenerateSerializer, Alias("StoreUnavailableException")]
public sealed class StoreUnavailableException : Exception
{
    /// <param name="store">One of <see cref="Engines"/>.</param>
    /// <param name="outcomeUnknown">True where a write may have been applied nevertheless.</param>
    /// <param name="cause">The failure of the driver.</param>
    public StoreUnavailableException(string store, bool outcomeUnknown, Exception? cause = null)
        : this($"The store '{store}' is unavailable.", store, outcomeUnknown, StoreFailure.Unavailable, cause)
    {
    }

    private StoreUnavailableException(
        string message, string? store, bool outcomeUnknown, StoreFailure failure, Exception? cause = null)
        : base(message) => (Store, OutcomeUnknown, Failure, Cause) = (store, outcomeUnknown, failure, cause);

    /// <summary>One of <see cref="Engines"/>; null where the caller does not know which engine it waited for.</summary>
    [Id(0)]
    public string? Store { get; }

    /// <summary>True where a write may have been applied nevertheless.</summary>
    [Id(1)]
    public bool OutcomeUnknown { get; }

    [Id(2)]
    public StoreFailure Failure { get; }

    /// <summary>
    /// The failure of the driver, in the process where it happened. It is no inner exception, because those cross to
    /// other processes, which don't have the driver: they could not read the whole answer.
    /// </summary>
    [field: NonSerialized]
    public Exception? Cause { get; }

    /// <summary>The caller's time limit passed before the store answered.</summary>
    public static StoreUnavailableException TimedOut(bool outcomeUnknown, Exception? cause = null) =>
        new("A store did not answer within the time limit.", null, outcomeUnknown, StoreFailure.TimedOut, cause);

    /// <summary>Every attempt of a compare-and-set lost; nothing was written.</summary>
    public static StoreUnavailableException Contended() =>
        new("Other writes came first at every attempt.", null, outcomeUnknown: false, StoreFailure.Contended);

    /// <summary>Too many calls are waiting already; nothing was written.</summary>
    public static StoreUnavailableException Overloaded() =>
        new("Too many writes wait already.", null, outcomeUnknown: false, StoreFailure.Overloaded);

    /// <summary>With the cause, as logs need it.</summary>
    public override string ToString() => Cause is null ? base.ToString() : $"{base.ToString()}\n ---> {Cause}";
}
