using Reels.Grains.Interfaces;

namespace Reels.Grains.Stores;

/// <summary>
/// The rows from which timelines load. Rows are added, and only the deletion of their reader's account removes them:
/// rows of deleted reels and of deleted authors stay, and readers leave them out. A row holds nothing but two ids and a
/// time.
/// </summary>
public interface ITimelineStore
{
    /// <summary>
    /// Rows that a silo adds concurrently, at most. More would wait for the engine longer than a call may take.
    /// </summary>
    int MaxConcurrentRows { get; }

    /// <summary>
    /// Adds the entries to each reader's rows; a row that exists stays. A call that fails may have written some of the
    /// rows, and is safe to repeat.
    /// </summary>
    ValueTask AddAsync(IReadOnlyList<TimelineEntry> entries, IReadOnlyList<string> readers,
        CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> rows of a deleted user's own timeline. Returns how many; 0 when none is
    /// left.
    /// </summary>
    ValueTask<int> EraseReaderAsync(string reader, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// The reader's rows strictly before <paramref name="before"/> (null: from the newest), newest first.
    /// </summary>
    ValueTask<IReadOnlyList<TimelineEntry>> ListAsync(string reader, Position? before, int limit,
        CancellationToken cancellationToken);
}

/// <param name="AuthorId">The reel's author.</param>
/// <param name="Reel">The reel's id, with its place in the order.</param>
public readonly record struct TimelineEntry(string AuthorId, Position Reel);
