namespace Reels.Grains.Stores;

/// <summary>
/// Marks of celebrities: authors with too many followers to write rows for. A mark stays, even when followers leave.
/// </summary>
public interface ICelebrityStore
{
    /// <summary>Those of the authors that have a mark.</summary>
    ValueTask<IReadOnlySet<string>> WhichAreCelebritiesAsync(IReadOnlyCollection<string> authorIds,
        CancellationToken cancellationToken);

    /// <summary>The author's mark.</summary>
    ValueTask<CelebrityMark> GetAsync(string authorId, CancellationToken cancellationToken);

    /// <summary>
    /// Raises the author's mark; it never falls. Repeating it changes nothing. Only a marked author becomes
    /// acknowledged: where the mark is gone, the author's account was erased meanwhile, and nothing is stored.
    /// </summary>
    ValueTask RaiseAsync(string authorId, CelebrityMark mark, CancellationToken cancellationToken);

    /// <summary>Removes the mark of a deleted user. Repeating it changes nothing.</summary>
    ValueTask EraseAsync(string authorId, CancellationToken cancellationToken);
}

public enum CelebrityMark
{
    None = 0,

    /// <summary>Durable: a timeline that loads from now on pulls the author's reels. Rows are still written.</summary>
    Marked = 1,

    /// <summary>Every silo has acknowledged the mark: rows may be skipped.</summary>
    Acknowledged = 2,
}
