using Reels.Grains.Interfaces;

namespace Reels.Grains.Feeds;

/// <summary>
/// Merges the sources of a feed, newest first, and scans a bounded number of rows. No two sources have the same item.
/// </summary>
internal sealed class FeedMerge
{
    /// <summary>Rows that one call scans in stores before it returns a short page (design: 2,000).</summary>
    public const int ScanLimit = 2_000;

    private readonly PriorityQueue<FeedSource, (Position Head, bool HasItem)> _heads = new(NewestFirst.Instance);
    private int _budget;
    private Position? _last;

    public FeedMerge(IEnumerable<FeedSource> sources, int scanLimit = ScanLimit)
    {
        _budget = scanLimit;
        foreach (var source in sources)
            _heads.Enqueue(source, (source.Head, source.HasItem));
    }

    /// <summary>Why the last call ended early; null where every source could be read.</summary>
    public StoreUnavailableException? Failure { get; private set; }

    /// <summary>Where the next page starts; null where every source has ended.</summary>
    /// <remarks>
    /// A source that must be filled next has been scanned down to its head, and no other source has an item above it:
    /// so even a page without items moves on.
    /// </remarks>
    public Position? Next =>
        !_heads.TryPeek(out _, out var first) ? null : first.HasItem && _last is { } last ? last : first.Head;

    /// <summary>
    /// Up to <paramref name="count"/> further items; fewer where the sources end, the scan limit is reached, or a
    /// source can't be read after an item was taken.
    /// </summary>
    /// <exception cref="StoreUnavailableException">A source can't be read, and no item was taken before.</exception>
    public async ValueTask<IReadOnlyList<Position>> TakeAsync(int count, CancellationToken cancellationToken)
    {
        var taken = new List<Position>(count);
        while (taken.Count < count && _heads.TryPeek(out var source, out var first))
        {
            if (first.HasItem)
            {
                _last = source.Take();
                taken.Add(_last.Value);
            }
            else
            {
                // Each source is read at least once, however many there are: so the page moves on from its start.
                if (_budget <= 0 && source.Begun)
                    break;
                if (!await TryFillAsync(source, count, cancellationToken))
                    break;
            }
            _heads.Dequeue();
            if (!source.Ended)
                _heads.Enqueue(source, (source.Head, source.HasItem));
        }
        return taken;
    }

    private async ValueTask<bool> TryFillAsync(FeedSource source, int count, CancellationToken cancellationToken)
    {
        try
        {
            _budget -= await source.FillAsync(count, cancellationToken);
            return true;
        }
        catch (StoreUnavailableException failure) when (_last is not null)
        {
            Failure = failure;
            return false;
        }
    }

    /// <summary>
    /// At equal places an item comes before a source that must be filled: that source may have left out the other's
    /// item at this place.
    /// </summary>
    private sealed class NewestFirst : IComparer<(Position Head, bool HasItem)>
    {
        public static NewestFirst Instance { get; } = new();

        public int Compare((Position Head, bool HasItem) x, (Position Head, bool HasItem) y)
        {
            var order = y.Head.CompareTo(x.Head);
            return order != 0 ? order : y.HasItem.CompareTo(x.HasItem);
        }
    }
}
