using Reels.Grains.Announcements;
using Reels.Grains.Feeds;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Grains.Timelines;

namespace Reels.Tests.Unit.Timelines.Model;

/// <summary>
/// One silo of the model's world: the core of timelines as a silo puts it together, over rows in memory.
/// </summary>
/// <param name="store">The durable data.</param>
/// <param name="meanwhile">Happens between any two reads of the store.</param>
internal sealed class ModelSilo(ModelStore store, Action meanwhile)
{
    public const int HotEntries = 4;
    private const int ListCapacity = 3;
    private const int InboxLimit = 3;
    private const int ScanLimit = 3;
    private const int RowsPerRead = 2;

    private readonly AwakeTimelines _awake = new();
    private readonly Dictionary<Guid, AuthorReels> _lists = [];

    public void Announce(AnnouncementKind kind, int author, Position place)
    {
        if (kind == AnnouncementKind.Posted)
            Posted(author, place);
        else
            _lists.Remove(Places.Person(author));
        _awake.Deliver(new(kind, Places.Person(author), place.Millisecond(), place.Id));
    }

    public void Posted(int author, Position place) => _lists.GetValueOrDefault(Places.Person(author))?.Add(place);

    /// <summary>Evict the author's list, as a full cache does.</summary>
    public void Evict(int author) => _lists.Remove(Places.Person(author));

    public LoadedTimeline Load(int reader, Action<int, ModelEdge> onEdge)
    {
        var edges = store.Edges.Where(edge => edge.Key.Reader == reader && edge.Value.On)
            .ToDictionary(edge => edge.Key.Author, edge => edge.Value);
        foreach (var (author, edge) in edges)
            onEdge(author, edge);
        var followees = new Followees([.. edges.Select(edge => new Followee(
            Places.Person(edge.Key),
            edge.Value.VisibleSince.ToUnixTimeMilliseconds(),
            edge.Value.BackfillPending ? edge.Value.BackfillUpTo.ToUnixTimeMilliseconds() : null))]);
        meanwhile();
        var timeline = new LoadedTimeline(Places.Person(reader), followees, new(HotEntries), new(InboxLimit));
        for (var i = 0; i < followees.Count; i++)
            _awake.Register(followees.IdAt(i), timeline.Inbox);
        meanwhile();
        foreach (var author in edges.Keys.Where(author => store.Marks[author] != CelebrityMark.None))
            followees.MarkCelebrity(followees.Find(Places.Person(author)));
        meanwhile();
        LoadRows(timeline, reader);
        meanwhile();
        foreach (var pulled in timeline.PulledAuthors().ToList())
            Refresh(pulled.Author);
        meanwhile();
        return timeline;
    }

    public void Release(LoadedTimeline timeline)
    {
        timeline.Inbox.Close();
        for (var i = 0; i < timeline.Followees.Count; i++)
            _awake.Unregister(timeline.Followees.IdAt(i));
    }

    public FeedMerge Feed(LoadedTimeline timeline, int reader, Position? before) =>
        new(Sources(timeline, reader, before), ScanLimit);

    private IEnumerable<FeedSource> Sources(LoadedTimeline timeline, int reader, Position? before)
    {
        yield return new((from, max, _) => new(ReadRows(timeline, reader, from, max)), before);
        foreach (var pulled in timeline.PulledAuthors())
            yield return new((from, max, _) => new(ReadAuthor(pulled, from, max)), pulled.Before(before));
    }

    private void LoadRows(LoadedTimeline timeline, int reader)
    {
        Position? before = null;
        for (var scanned = 0; !timeline.Rows.IsFull && scanned < ScanLimit * 2;)
        {
            var page = store.ListRows(reader, before, HotEntries);
            foreach (var row in page)
            {
                if (timeline.Rows.IsFull)
                    break;
                (before, scanned) = (row.Place, scanned + 1);
                if (Accepts(timeline, row))
                {
                    timeline.Rows.Insert(row.Place.Millisecond(), row.Place.Id,
                        timeline.Followees.Find(Places.Person(row.Author)));
                }
            }
            if (page.Count < HotEntries && (page.Count == 0 || page[^1].Place == before))
                return;
            meanwhile();
        }
        timeline.Rows.EndAt(before);
    }

    private FeedChunk ReadRows(LoadedTimeline timeline, int reader, Position? before, int max)
    {
        if (timeline.ReadRows(before, max) is { } hot)
            return hot;
        var asked = Math.Max(max, RowsPerRead);
        var rows = store.ListRows(reader, before, asked);
        return new([.. rows.Where(row => Accepts(timeline, row)).Select(row => row.Place)],
            rows.Count < asked ? null : rows[^1].Place, rows.Count);
    }

    private FeedChunk ReadAuthor(PulledAuthor pulled, Position? before, int max)
    {
        var list = _lists.GetValueOrDefault(pulled.Author)?.Current ?? Refresh(pulled.Author);
        if (list.Read(before, pulled, max) is { } chunk)
            return chunk;
        var asked = Math.Max(max, RowsPerRead);
        var all = store.ListByAuthor(Number(pulled.Author), before, asked);
        var above = all.TakeWhile(pulled.Accepts).ToList();
        return new(above, above.Count < asked ? null : above[^1], all.Count);
    }

    private AuthorReels.State Refresh(Guid author)
    {
        if (!_lists.TryGetValue(author, out var list))
            list = _lists[author] = new(ListCapacity);
        var loaded = store.ListByAuthor(Number(author), null, ListCapacity);
        meanwhile();
        return list.Loaded(loaded);
    }

    private static bool Accepts(LoadedTimeline timeline, (Position Place, int Author) row)
    {
        var followee = timeline.Followees.Find(Places.Person(row.Author));
        return followee >= 0 && timeline.Followees.AcceptsRow(followee, row.Place.Millisecond());
    }

    private static int Number(Guid person) => BitConverter.ToInt32(person.ToByteArray());
}
