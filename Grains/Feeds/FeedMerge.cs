using Reels.Grains.Interfaces;

namespace Reels.Grains.Feeds;

/// <summary>
/// Merges the sources of a feed, newest first, looking at a bounded number of rows. No two sources give the same item.
/// </summary>
internal sealed class FeedMerge
{
    /// <summary>Rows of stores that one call looks at before it comes back short (design: 2,000).</summary>
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

    /// <summary>Where the next page starts; null where every source has ended.</summary>
    /// <remarks>
    /// A source yet to be filled from its head has been looked at that far, and no other has anything left above it: a
    /// page that found nothing still moves on.
    /// </remarks>
    public Position? Next =>
        !_heads.TryPeek(out _, out var top) ? null : top.HasItem && _last is { } last ? last : top.Head;

    /// <summary>
    /// Up to <paramref name="count"/> further items; fewer where the sources end or the scan limit is reached.
    /// </summary>
    public async ValueTask<IReadOnlyList<Position>> TakeAsync(int count, CancellationToken cancellationToken)
    {
        var taken = new List<Position>(count);
        while (taken.Count < count && _heads.TryPeek(out var source, out var top))
        {
            if (top.HasItem)
            {
                _last = source.Take();
                taken.Add(_last.Value);
            }
            else
            {
                // However many sources there are, each is read once: then the page has moved on from where it began.
                if (_budget <= 0 && source.Begun)
                    break;
                _budget -= await source.FillAsync(count, cancellationToken);
            }
            _heads.Dequeue();
            if (!source.Ended)
                _heads.Enqueue(source, (source.Head, source.HasItem));
        }
        return taken;
    }

    /// <summary>
    /// At one place an item comes before a source that has yet to be read from there: what that source left out at the
    /// place may be the other's item.
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
