using Reels.Grains.Interfaces;

namespace Reels.Grains.Stores;

/// <summary>The rows from which timelines load. They are only ever added.</summary>
public interface ITimelineStore
{
    /// <summary>
    /// Adds one entry to each reader's rows; a row that is there stays. Some may be written where it fails: it is safe
    /// to repeat.
    /// </summary>
    ValueTask AddAsync(TimelineEntry entry, IReadOnlyList<string> readers, CancellationToken cancellationToken);

    /// <summary>Adds entries to one reader's rows; a row that is there stays.</summary>
    ValueTask BackfillAsync(string reader, IReadOnlyList<TimelineEntry> entries, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the rows of a deleted user's reels from these readers' timelines. None is added any more:
    /// <see cref="AddAsync"/> and <see cref="BackfillAsync"/> leave out reels of an author whose account is deleted.
    /// </summary>
    ValueTask EraseAuthorAsync(string authorId, IReadOnlyCollection<string> readers,
        CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> rows of a deleted user's own timeline; answers how many, 0 when none is
    /// left.
    /// </summary>
    ValueTask<int> EraseReaderAsync(string reader, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// The reader's rows strictly before <paramref name="before"/> (null: from the newest), newest first.
    /// </summary>
    ValueTask<IReadOnlyList<TimelineEntry>> ListAsync(string reader, Position? before, int limit,
        CancellationToken cancellationToken);
}

/// <param name="AuthorId">Who made the reel.</param>
/// <param name="Reel">Which, and its place in the order.</param>
public readonly record struct TimelineEntry(string AuthorId, Position Reel);
