using Reels.Grains.Interfaces;

namespace Reels.Grains.Timelines;

/// <summary>One reader's timeline in memory: whom they follow, the newest rows, and what was announced since.</summary>
public sealed class LoadedTimeline(Guid reader, Followees followees, HotWindow rows, Inbox inbox)
{
    private bool _stale;

    public Guid Reader => reader;

    public Followees Followees => followees;

    public HotWindow Rows => rows;

    public Inbox Inbox => inbox;

    /// <summary>Takes in what was announced. False where this timeline has to load again.</summary>
    public bool TryCatchUp()
    {
        if (_stale || !inbox.TryDrain(out var items))
            return false;
        foreach (var item in items)
        {
            var followee = followees.Find(item.Author);
            if (followee < 0)
                continue;
            if (item.Kind == AnnouncementKind.Merged)
                followees.MarkMerged(followee);
            else if (followees.IsPending(followee))
                _stale = true; // Its row may be one that the backfill has yet to write: only what a load finds is sure to be found again.
            else if (followees.AcceptsRow(followee, item.CreatedAt))
                rows.Insert(item.CreatedAt, item.ReelId, followee);
        }
        return !_stale;
    }

    /// <summary>The authors whose own lists are merged, and between which times: the reader's all, and those of whom rows are not complete.</summary>
    public IEnumerable<MergedAuthor> MergedAuthors() => followees.Merged().Prepend(new(reader, long.MinValue, long.MaxValue));

    /// <summary>A piece of the rows in memory; null where the place is below them.</summary>
    public FeedChunk? ReadRows(Position? before, int max)
    {
        if (rows.End is { } end && before is { } place && place <= end)
            return null;
        var items = new List<Position>(max);
        var index = rows.NewestBefore(before);
        for (; index >= 0 && items.Count < max; index--)
        {
            if (followees.AcceptsRow(rows.AuthorAt(index), rows.TimeAt(index)))
                items.Add(rows.At(index));
        }
        return new(items, index >= 0 ? items[^1] : rows.End, Scanned: 0);
    }
}
