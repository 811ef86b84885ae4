using Reels.Grains.Interfaces;

namespace Reels.Grains.Feeds;

/// <summary>A chunk of one source of a feed.</summary>
/// <param name="Items">Newest first, all strictly before the place that was asked for.</param>
/// <param name="Next">The source goes on strictly before this place; null where it ends. Everything newer has been
/// scanned.</param>
/// <param name="Scanned">Rows that were scanned in the store, with those left out; 0 for a chunk from memory.</param>
internal readonly record struct FeedChunk(IReadOnlyList<Position> Items, Position? Next, int Scanned)
{
    public static FeedChunk Empty { get; } = new([], null, 0);
}

/// <summary>
/// Reads a source of a feed strictly before a place (null: from the newest), up to <paramref name="max"/> items.
/// </summary>
internal delegate ValueTask<FeedChunk> FeedReader(Position? before, int max, CancellationToken cancellationToken);

/// <summary>One ordered source of a feed: a reader's rows, or one author's own list.</summary>
internal sealed class FeedSource(FeedReader read, Position? before)
{
    private FeedChunk _chunk = new([], before, 0);
    private int _taken;

    /// <summary>Whether it was read at least once.</summary>
    public bool Begun { get; private set; }

    /// <summary>Whether <see cref="Head"/> is an item. If not, the source has to be filled first.</summary>
    public bool HasItem => _taken < _chunk.Items.Count;

    public bool Ended => !HasItem && Begun && _chunk.Next is null;

    /// <summary>The next item, or the place before which the source must be read next.</summary>
    public Position Head =>
        HasItem ? _chunk.Items[_taken] : _chunk.Next ?? new(DateTimeOffset.MaxValue, Guid.AllBitsSet);

    public Position Take() => _chunk.Items[_taken++];

    /// <summary>Reads the next chunk; returns how many rows were scanned.</summary>
    public async ValueTask<int> FillAsync(int max, CancellationToken cancellationToken)
    {
        _chunk = await read(_chunk.Next, max, cancellationToken);
        Begun = true;
        _taken = 0;
        return _chunk.Scanned;
    }
}
