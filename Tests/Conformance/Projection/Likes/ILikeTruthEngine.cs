using Reels.Silo.Stores.Projection.Likes;

namespace Reels.Tests.Conformance.Projection.Likes;

/// <summary>The engine of the truth of likes, and what tests do to it.</summary>
internal interface ILikeTruthEngine : IAsyncDisposable
{
    ILikeTruth Truth { get; }

    /// <summary>Close the engine and open it again over the same data.</summary>
    Task ReopenAsync();

    /// <summary>Lose all data.</summary>
    Task LoseAsync();

    /// <summary>Keep a copy of all data. The result sets them back to it, in one step.</summary>
    Task<Func<Task>> KeepAsync();

    /// <summary>
    /// Forget states that were set that long ago, as after a month; those with a row in the tail are younger.
    /// </summary>
    Task ExpireAsync(TimeSpan minAge);
}
