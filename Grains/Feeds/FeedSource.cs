using Reels.Grains.Interfaces;

namespace Reels.Grains.Feeds;

/// <summary>A piece of one source of a feed.</summary>
/// <param name="Items">Newest first, all strictly before the place that was asked from.</param>
/// <param name="Next">The source goes on strictly before this place; null where it ends. Everything newer has been
/// looked at.</param>
/// <param name="Scanned">Rows of the store looked at, those left out included; 0 where it came from memory.</param>
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

    /// <summary>Whether it was read at all.</summary>
    public bool Begun { get; private set; }

    /// <summary>Whether <see cref="Head"/> is an item. If not, the source has to be filled first.</summary>
    public bool HasItem => _taken < _chunk.Items.Count;

    public bool Ended => !HasItem && Begun && _chunk.Next is null;

    /// <summary>The next item, or the place before which the source has yet to be read.</summary>
    public Position Head =>
        HasItem ? _chunk.Items[_taken] : _chunk.Next ?? new(DateTimeOffset.MaxValue, Guid.AllBitsSet);

    public Position Take() => _chunk.Items[_taken++];

    /// <summary>Reads on; answers how many rows were looked at.</summary>
    public async ValueTask<int> FillAsync(int max, CancellationToken cancellationToken)
    {
        _chunk = await read(_chunk.Next, max, cancellationToken);
        Begun = true;
        _taken = 0;
        return _chunk.Scanned;
    }
}
