using Reels.Grains.Announcements;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Grains.Timelines;

namespace Reels.Tests.Unit.Timelines.Model;

/// <summary>
/// A small world around the core of timelines: people who post, follow and read, outbox entries that are delivered in
/// steps, and silos that get announcements one by one, or late.
/// </summary>
internal sealed class ModelWorld
{
    public const int People = 3;
    private const int Silos = 2;
    private const int PushLimit = 1;

    private readonly ModelStore _store = new(People);
    private readonly FeedReference _reference = new(reelsFromBefore: 3);
    private readonly ModelSilo[] _silos;
    private readonly Reader[] _readers;
    private readonly Queue<int> _meanwhile = [];
    private long _now = 1_000;
    private int _posts;

    public ModelWorld()
    {
        _silos = [.. Enumerable.Range(0, Silos).Select(_ => new ModelSilo(_store, Meanwhile))];
        _readers = [.. Enumerable.Range(0, People).Select(_ => new Reader())];
    }

    public void Post(int author, int ticks, bool recorded)
    {
        _now += ticks;
        var last = _store.ListByAuthor(author, null, 1);
        var millisecond = last.Count == 0 ? _now : Math.Max(_now, last[0].Millisecond() + 1);

        // Ids are scrambled, so that any post of one millisecond may be the newest.
        var place = Places.At(millisecond, (int)((uint)++_posts * 2_654_435_761u >> 1));
        _store.Post(author, place);
        _reference.Posted(author, place);
        if (!recorded)
            return;
        _silos[_readers[author].Silo].Posted(author, place);
        _reference.Posts.Single(post => post.Place == place).Recorded = true;
    }

    public void Delete(int which)
    {
        var posts = _reference.Posts.OrderBy(post => post.MadeAt).ToList();
        if (posts.Count == 0)
            return;
        var id = posts[which % posts.Count].Place.Id;
        _store.Deleted.Add(id);
        _reference.Deleted(id);
    }

    /// <summary>Set the edge. Something may happen between reading the author's reels and storing it.</summary>
    public void Follow(int reader, int author, bool on, bool recorded)
    {
        var stored = _store.Edges.GetValueOrDefault((reader, author));
        if (reader == author || (stored?.On ?? false) == on)
            return;
        if (on)
        {
            var (visibleSince, readAt) = _reference.ReadVisibleSince(author);
            var backfillUpTo = _store.ListByAuthor(author, null, 1) is [var newest] ? newest.CreatedAt
                : DateTimeOffset.UnixEpoch;
            Meanwhile();
            _reference.Followed(reader, author, visibleSince, readAt);
            _store.Edges[(reader, author)] = new(true, visibleSince, backfillUpTo, _reference.FollowOf(reader, author));
        }
        else
        {
            _reference.Unfollowed(reader, author);
            _store.Edges[(reader, author)] = new(false, stored!.VisibleSince, stored.BackfillUpTo, null);
        }
        if (recorded)
            RecordOwnWrite(reader, author);
    }

    public void RecordOwnWrite(int reader, int author)
    {
        if (_store.Edges.GetValueOrDefault((reader, author)) is not { RecordPending: true } edge)
            return;
        edge.RecordPending = false;
        _readers[reader].EdgesChanged = true;
    }

    /// <summary>Backfill an edge. Something may happen between reading the reels and writing the rows.</summary>
    public void Backfill(int reader, int author)
    {
        if (_store.Edges.GetValueOrDefault((reader, author)) is not { BackfillPending: true } edge)
            return;
        var reels = _store.ListByAuthor(author, null, int.MaxValue).Where(place => place.CreatedAt >= edge.VisibleSince)
            .ToList();
        Meanwhile();
        foreach (var place in reels)
            _store.AddRow(reader, author, place);
        Meanwhile();
        edge.BackfillPending = false;
        if (edge.Follow is { } follow)
            follow.Backfilled = true;
    }

    /// <summary>One step of a delivery: a row, or an announcement of the reel or the mark to one silo.</summary>
    public void Step(int which)
    {
        if (_store.Outbox.Count == 0)
            return;
        var entry = _store.Outbox[which % _store.Outbox.Count];
        if (!entry.RowsDone)
            WriteRow(entry, announceMark: which % 3 != 0);
        else if (Missing(entry.AnnouncedTo) is [var silo, ..])
            Announce(entry, silo);
        else
            _reference.Delivered(entry.Place.Id);
        if (entry.RowsDone && entry.AnnouncedTo.Count == Silos)
        {
            _reference.Delivered(entry.Place.Id);
            _store.Outbox.Remove(entry);
        }
    }

    /// <summary>The worker stops; another one continues from the outbox entry.</summary>
    public void StopWorker(int which)
    {
        if (_store.Outbox.Count == 0)
            return;
        var entry = _store.Outbox[which % _store.Outbox.Count];
        entry.RowsDone = false;
        entry.AnnouncedTo.Clear();
        entry.MarkAnnouncedTo.Clear();
    }

    public void Sleep(int reader, int silo)
    {
        if (_readers[reader].Timeline is { } timeline)
            _silos[_readers[reader].Silo].Release(timeline);
        (_readers[reader].Timeline, _readers[reader].Silo) = (null, silo % Silos);
    }

    public void Evict(int silo, int author) => _silos[silo % Silos].Evict(author);

    /// <summary>Read the whole feed in pages of one size, with nothing in between.</summary>
    public IReadOnlyList<Position> ReadAll(int reader, int size)
    {
        var due = _reference.Due(reader);
        var shown = new List<Position>();
        Position? before = null;
        do
        {
            var (page, next) = Page(reader, before, size);
            shown.AddRange(page);
            if (next >= before)
                throw new InvalidOperationException($"The page after {before} goes on at {next}");
            before = next;
        }
        while (before is not null);
        _reference.Read(reader, shown, due, author => _readers[reader].Known.GetValueOrDefault(author));
        return shown;
    }

    /// <summary>Read the next page of the reader's session, or begins one.</summary>
    public void ReadOn(int reader, int size)
    {
        var state = _readers[reader];
        if (state.Session is not { Ended: false })
            state.Session = _reference.Begin(reader, ReadAll(reader, size).Where(place => IsCertain(reader, place)));
        var (page, next) = Page(reader, state.Session.Next, size);
        state.Session.Page(page, next, _reference);
    }

    /// <summary>Queue happenings for the places where something may happen meanwhile.</summary>
    public void Queue(IEnumerable<int> happenings)
    {
        foreach (var happening in happenings)
            _meanwhile.Enqueue(happening);
    }

    /// <summary>Deliver everything, and checks that every feed is as defined.</summary>
    public void Rest()
    {
        _meanwhile.Clear();
        while (_store.Outbox.Count > 0)
            Step(1);
        foreach (var (reader, author) in _store.Edges.Keys)
        {
            Backfill(reader, author);
            RecordOwnWrite(reader, author);
        }
        for (var reader = 0; reader < People; reader++)
        {
            ReadAll(reader, 3);
            _reference.ReadAtRest(reader, ReadAll(reader, 2));
            Sleep(reader, reader);
            _reference.ReadAtRest(reader, ReadAll(reader, 50));
        }
    }

    /// <summary>Until a timeline has recorded a follow, reels of its author may appear and disappear.</summary>
    private bool IsCertain(int reader, Position place)
    {
        var author = _reference.Posts.Single(post => post.Place == place).Author;
        return author == reader
            || _reference.FollowOf(reader, author) == _readers[reader].Known.GetValueOrDefault(author);
    }

    private void WriteRow(ModelOutboxEntry entry, bool announceMark)
    {
        var author = entry.Author;
        if (_store.Marks[author] == CelebrityMark.None && entry.Cursor < 0
            && _store.Followers(author).Count() > PushLimit)
        {
            _store.Marks[author] = CelebrityMark.Marked;
            return;
        }
        if (_store.Marks[author] == CelebrityMark.Marked && announceMark
            && Missing(entry.MarkAnnouncedTo) is [var silo, ..])
        {
            _silos[silo].Announce(AnnouncementKind.Celebrity, author, default);
            entry.MarkAnnouncedTo.Add(silo);
            return;
        }
        if (entry.MarkAnnouncedTo.Count == Silos)
            _store.Marks[author] = CelebrityMark.Acknowledged;
        var reader = _store.Followers(author).Where(follower => follower > entry.Cursor).Take(1).ToList();
        entry.RowsDone = _store.Marks[author] == CelebrityMark.Acknowledged || reader.Count == 0;
        if (entry.RowsDone)
            return;
        _store.AddRow(reader[0], author, entry.Place);
        entry.Cursor = reader[0];
    }

    private void Announce(ModelOutboxEntry entry, int silo)
    {
        _silos[silo].Announce(AnnouncementKind.Posted, entry.Author, entry.Place);
        entry.AnnouncedTo.Add(silo);
    }

    private static List<int> Missing(HashSet<int> announcedTo) =>
        [.. Enumerable.Range(0, Silos).Where(silo => !announcedTo.Contains(silo))];

    private void Meanwhile()
    {
        if (!_meanwhile.TryDequeue(out var happening))
            return;
        if (happening % 5 == 0)
            Post(happening / 5 % People, happening % 2, recorded: false);
        else
            Step(happening / 5);
    }

    private (List<Position> Items, Position? Next) Page(int reader, Position? before, int size)
    {
        var timeline = Awake(reader);
        var feed = _silos[_readers[reader].Silo].Feed(timeline, reader, before);
        var items = new List<Position>();
        while (items.Count < size)
        {
            var places = Completed(feed.TakeAsync(size - items.Count, CancellationToken.None));
            if (places.Count == 0)
                break;
            items.AddRange(places.Where(place => !_store.Deleted.Contains(place.Id)));
        }
        return (items, feed.Next);
    }

    // Reads of memory complete synchronously, and a model that awaits takes 50 % longer.
    private static T Completed<T>(ValueTask<T> done) =>
        done.IsCompletedSuccessfully ? done.Result : throw new InvalidOperationException("The read is not complete.");

    private LoadedTimeline Awake(int reader)
    {
        var state = _readers[reader];
        if (state.Timeline is { IsSettled: true } awake && !state.EdgesChanged && awake.TryCatchUp())
            return awake;
        Sleep(reader, state.Silo);
        state.EdgesChanged = false;
        state.Known.Clear();
        state.Timeline = _silos[state.Silo].Load(reader, (author, edge) => state.Known[author] = edge.Follow!);
        state.Timeline.TryCatchUp();
        return state.Timeline;
    }

    private sealed class Reader
    {
        public LoadedTimeline? Timeline { get; set; }

        public int Silo { get; set; }

        public bool EdgesChanged { get; set; }

        public Dictionary<int, FeedReference.Follow> Known { get; } = [];

        public ReadingSession? Session { get; set; }
    }
}
