using Reels.Grains.Announcements;
using Reels.Grains.Feeds;
using Reels.Grains.Interfaces;

namespace Reels.Grains.Timelines;

/// <summary>One reader's timeline in memory: the followees, the newest rows, and the announcements since.</summary>
internal sealed class LoadedTimeline(Guid reader, Followees followees, HotWindow rows, Inbox inbox)
{
    public Guid Reader => reader;

    public Followees Followees => followees;

    public HotWindow Rows => rows;

    public Inbox Inbox => inbox;

    /// <summary>
    /// Whether this can serve more than one turn. It can't where a followee was pending at the load: rows of that
    /// followee may come that were announced before the load, and announcements may come before their rows.
    /// </summary>
    public bool IsSettled { get; } = !followees.AnyPending;

    /// <summary>Applies the announcements that wait. False where this timeline must load again.</summary>
    public bool TryCatchUp()
    {
        if (!inbox.TryDrain(out var items))
            return false;
        foreach (var item in items)
        {
            var followee = followees.Find(item.Author);
            if (followee < 0)
                continue;
            if (item.Kind == AnnouncementKind.Celebrity)
                followees.MarkCelebrity(followee);
            else if (!followees.IsPending(followee) && followees.AcceptsRow(followee, item.CreatedAt))
                rows.Insert(item.CreatedAt, item.ReelId, followee);
        }
        return true;
    }

    /// <summary>
    /// The authors whose own lists are pulled, and between which times: the reader's whole list, and those of followees
    /// without complete rows.
    /// </summary>
    public IEnumerable<PulledAuthor> PulledAuthors() =>
        followees.Pulled().Prepend(new(reader, long.MinValue, long.MaxValue));

    /// <summary>A chunk of the rows in memory; null where the place is older than them.</summary>
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
