using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;

namespace Reels.Grains.Timelines;

/// <summary>One reader's timeline in memory: whom they follow, the newest rows, and what was announced since.</summary>
public sealed class LoadedTimeline(Guid reader, Followees followees, HotWindow rows, Inbox inbox)
{
    /// <summary>People followed since the load are merged until the next one; over this many it is worth loading again.</summary>
    private const int NotedLimit = 32;

    private int _noted;

    public Guid Reader => reader;

    public Followees Followees => followees;

    public HotWindow Rows => rows;

    public Inbox Inbox => inbox;

    /// <summary>Takes in what was announced. False where this timeline has to load again.</summary>
    public bool TryCatchUp()
    {
        if (_noted > NotedLimit || !inbox.TryDrain(out var items))
            return false;
        foreach (var item in items)
        {
            var followee = followees.Find(item.Author);
            if (followee < 0)
                continue;
            if (item.Kind == AnnouncementKind.Merged)
                followees.MarkMerged(followee);
            else if (followees.AcceptsRow(followee, item.CreatedAt))
                rows.Insert(item.CreatedAt, item.ReelId, followee);
        }
        return true;
    }

    /// <summary>Applies an edge that the reader changed, and answers whether the followee is new here: then the inbox has to listen to them.</summary>
    public bool Apply(FollowEdge edge)
    {
        var followee = UserIds.Pack(edge.FolloweeId);
        var isNew = followees.Find(followee) < 0;
        if (followees.Apply(followee, edge.On, edge.Floor.ToUnixTimeMilliseconds(), edge.Seq, FolloweeState.Pending | FolloweeState.Unverified) && edge.On)
            _noted++;
        return isNew;
    }

    /// <summary>Reads the edges that are known from messages alone: a message may be late, the store is not.</summary>
    public async ValueTask VerifyAsync(IFollowStore follows, CancellationToken cancellationToken)
    {
        if (_noted == 0)
            return;
        for (var i = 0; i < followees.Count; i++)
        {
            if (!followees.StateAt(i).HasFlag(FolloweeState.Unverified))
                continue;
            var edge = await follows.GetAsync(UserIds.Unpack(reader), UserIds.Unpack(followees.IdAt(i)), cancellationToken);
            followees.Verify(i, edge?.On ?? false, edge?.Floor.ToUnixTimeMilliseconds() ?? 0, edge?.Seq ?? 0);
        }
    }

    /// <summary>The authors whose own lists are merged, with their floors: the reader, from the beginning, and those who have no complete rows.</summary>
    public IEnumerable<(Guid Author, DateTimeOffset Floor)> MergedAuthors()
    {
        yield return (reader, DateTimeOffset.MinValue);
        for (var i = 0; i < followees.Count; i++)
        {
            if (followees.IsMerged(i) && followees.IdAt(i) != reader)
                yield return (followees.IdAt(i), DateTimeOffset.FromUnixTimeMilliseconds(followees.FloorAt(i)));
        }
    }

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
