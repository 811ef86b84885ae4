namespace Reels.Grains.Stores;

/// <summary>Authors with too many followers to write rows for. The mark is sticky.</summary>
public interface ICelebrityStore
{
    /// <summary>Those of the authors that are marked.</summary>
    ValueTask<IReadOnlySet<string>> WhichAreCelebritiesAsync(IReadOnlyCollection<string> authorIds,
        CancellationToken cancellationToken);

    /// <summary>How far the author's mark has come.</summary>
    ValueTask<CelebrityMark> GetAsync(string authorId, CancellationToken cancellationToken);

    /// <summary>Raises the author's mark; it never falls, and repeating it changes nothing.</summary>
    ValueTask RaiseAsync(string authorId, CelebrityMark mark, CancellationToken cancellationToken);

    /// <summary>Forgets the mark of a deleted user. Repeating it changes nothing.</summary>
    ValueTask EraseAsync(string authorId, CancellationToken cancellationToken);
}

public enum CelebrityMark
{
    None = 0,

    /// <summary>Durable; a timeline that loads from now on merges the author. Rows are still written.</summary>
    Marked = 1,

    /// <summary>Every silo has acknowledged it: rows may be skipped.</summary>
    Acknowledged = 2,
}
