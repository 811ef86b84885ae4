using Reels.Grains.Interfaces;

namespace Reels.Grains.Stores;

/// <summary>The rows from which timelines load. They are only ever added.</summary>
public interface ITimelineStore
{
    /// <summary>Adds one entry to each reader's rows; a row that is there stays. Some may be written where it fails: it is safe to repeat.</summary>
    ValueTask AddAsync(TimelineEntry entry, IReadOnlyList<string> readers, CancellationToken cancellationToken);

    /// <summary>Adds entries to one reader's rows; a row that is there stays.</summary>
    ValueTask BackfillAsync(string reader, IReadOnlyList<TimelineEntry> entries, CancellationToken cancellationToken);

    /// <summary>The reader's rows strictly before <paramref name="before"/> (null: from the newest), newest first.</summary>
    ValueTask<IReadOnlyList<TimelineEntry>> ListAsync(string reader, Position? before, int limit, CancellationToken cancellationToken);
}

/// <param name="AuthorId">Who made the reel.</param>
/// <param name="Reel">Which, and its place in the order.</param>
public readonly record struct TimelineEntry(string AuthorId, Position Reel);
