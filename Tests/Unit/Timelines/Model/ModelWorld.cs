using Reels.Grains.Announcements;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Grains.Timelines;

namespace Reels.Tests.Unit.Timelines.Model;

/// <summary>
/// A small world around the core of timelines: people who post, follow and read, deliveries in steps, silos that are
/// told one by one, or late.
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

    public void Post(int author, int ticks, bool noted)
    {
        _now += ticks;
        var last = _store.ListByAuthor(author, null, 1);
        var millisecond = last.Count == 0 ? _now : Math.Max(_now, last[0].Millisecond() + 1);

        // Scrambled, so that of those made in one millisecond any may be the newest.
        var place = Places.At(millisecond, (int)((uint)++_posts * 2_654_435_761u >> 1));
        _store.Post(author, place);
        _reference.Posted(author, place);
        if (!noted)
            return;
        _silos[_readers[author].Silo].Posted(author, place);
        _reference.Posts.Single(post => post.Place == place).Noted = true;
    }

    public void Delete(int which)
    {
        var posts = _reference.Posts.OrderBy(post => post.Act).ToList();
        if (posts.Count == 0)
            return;
        var id = posts[which % posts.Count].Place.Id;
        _store.Deleted.Add(id);
        _reference.Deleted(id);
    }

    /// <summary>Sets the edge, with what happens between looking at the author's reels and its being durable.</summary>
    public void Follow(int reader, int author, bool on, bool noted)
    {
        var stored = _store.Edges.GetValueOrDefault((reader, author));
        if (reader == author || (stored?.On ?? false) == on)
            return;
        if (on)
        {
            var (floor, lookedAt) = _reference.Look(author);
            var top = _store.ListByAuthor(author, null, 1) is [var newest] ? newest.CreatedAt
                : DateTimeOffset.UnixEpoch;
            Meanwhile();
            _reference.Followed(reader, author, floor, lookedAt);
            _store.Edges[(reader, author)] = new(true, floor, top, _reference.FollowOf(reader, author));
        }
        else
        {
            _reference.Unfollowed(reader, author);
            _store.Edges[(reader, author)] = new(false, stored!.Floor, stored.Top, null);
        }
        if (noted)
            Note(reader, author);
    }

    public void Note(int reader, int author)
    {
        if (_store.Edges.GetValueOrDefault((reader, author)) is not { NotePending: true } edge)
            return;
        edge.NotePending = false;
        _readers[reader].EdgesChanged = true;
    }

    /// <summary>A backfill, with what happens between its reading and its writing.</summary>
    public void Backfill(int reader, int author)
    {
        if (_store.Edges.GetValueOrDefault((reader, author)) is not { BackfillPending: true } edge)
            return;
        var reels = _store.ListByAuthor(author, null, int.MaxValue).Where(place => place.CreatedAt >= edge.Floor)
            .ToList();
        Meanwhile();
        foreach (var place in reels)
            _store.AddRow(reader, author, place);
        Meanwhile();
        edge.BackfillPending = false;
        if (edge.Follow is { } follow)
            follow.Backfilled = true;
    }

    /// <summary>One step of a delivery: a row, or one silo told of it or of the author's mark.</summary>
    public void Step(int which)
    {
        if (_store.Deliveries.Count == 0)
            return;
        var delivery = _store.Deliveries[which % _store.Deliveries.Count];
        if (!delivery.RowsDone)
            WriteRow(delivery, tellOfMark: which % 3 != 0);
        else if (Untold(delivery.Told) is [var silo, ..])
            Tell(delivery, silo);
        else
            _reference.Delivered(delivery.Place.Id);
        if (delivery.RowsDone && delivery.Told.Count == Silos)
        {
            _reference.Delivered(delivery.Place.Id);
            _store.Deliveries.Remove(delivery);
        }
    }

    /// <summary>Whoever delivers dies; another begins where the log says.</summary>
    public void CutOff(int which)
    {
        if (_store.Deliveries.Count == 0)
            return;
        var delivery = _store.Deliveries[which % _store.Deliveries.Count];
        delivery.RowsDone = false;
        delivery.Told.Clear();
        delivery.ToldOfMark.Clear();
    }

    public void Sleep(int reader, int silo)
    {
        if (_readers[reader].Timeline is { } timeline)
            _silos[_readers[reader].Silo].Release(timeline);
        (_readers[reader].Timeline, _readers[reader].Silo) = (null, silo % Silos);
    }

    public void Evict(int silo, int author) => _silos[silo % Silos].Evict(author);

    /// <summary>Reads the whole feed in pages of one size, with nothing in between.</summary>
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

    /// <summary>Reads the next page of the reader's session, or begins one.</summary>
    public void ReadOn(int reader, int size)
    {
        var state = _readers[reader];
        if (state.Session is not { Ended: false })
            state.Session = _reference.Begin(reader, ReadAll(reader, size).Where(place => IsCertain(reader, place)));
        var (page, next) = Page(reader, state.Session.Next, size);
        state.Session.Page(page, next, _reference);
    }

    /// <summary>Lets the next of these happen wherever something may.</summary>
    public void Queue(IEnumerable<int> happenings)
    {
        foreach (var happening in happenings)
            _meanwhile.Enqueue(happening);
    }

    /// <summary>Delivers everything, and checks that every feed is as defined.</summary>
    public void Rest()
    {
        _meanwhile.Clear();
        while (_store.Deliveries.Count > 0)
            Step(1);
        foreach (var (reader, author) in _store.Edges.Keys)
        {
            Backfill(reader, author);
            Note(reader, author);
        }
        for (var reader = 0; reader < People; reader++)
        {
            ReadAll(reader, 3);
            _reference.ReadAtRest(reader, ReadAll(reader, 2));
            Sleep(reader, reader);
            _reference.ReadAtRest(reader, ReadAll(reader, 50));
        }
    }

    /// <summary>Where a follow was not noted yet, its author's reels may come and go.</summary>
    private bool IsCertain(int reader, Position place)
    {
        var author = _reference.Posts.Single(post => post.Place == place).Author;
        return author == reader
            || _reference.FollowOf(reader, author) == _readers[reader].Known.GetValueOrDefault(author);
    }

    private void WriteRow(ModelDelivery delivery, bool tellOfMark)
    {
        var author = delivery.Author;
        if (_store.Marks[author] == CelebrityMark.None && delivery.Cursor < 0
            && _store.Followers(author).Count() > PushLimit)
        {
            _store.Marks[author] = CelebrityMark.Marked;
            return;
        }
        if (_store.Marks[author] == CelebrityMark.Marked && tellOfMark && Untold(delivery.ToldOfMark) is [var silo, ..])
        {
            _silos[silo].Announce(AnnouncementKind.Celebrity, author, default);
            delivery.ToldOfMark.Add(silo);
            return;
        }
        if (delivery.ToldOfMark.Count == Silos)
            _store.Marks[author] = CelebrityMark.Acknowledged;
        var reader = _store.Followers(author).Where(follower => follower > delivery.Cursor).Take(1).ToList();
        delivery.RowsDone = _store.Marks[author] == CelebrityMark.Acknowledged || reader.Count == 0;
        if (delivery.RowsDone)
            return;
        _store.AddRow(reader[0], author, delivery.Place);
        delivery.Cursor = reader[0];
    }

    private void Tell(ModelDelivery delivery, int silo)
    {
        _silos[silo].Announce(AnnouncementKind.Posted, delivery.Author, delivery.Place);
        delivery.Told.Add(silo);
    }

    private static List<int> Untold(HashSet<int> told) =>
        [.. Enumerable.Range(0, Silos).Where(silo => !told.Contains(silo))];

    private void Meanwhile()
    {
        if (!_meanwhile.TryDequeue(out var happening))
            return;
        if (happening % 5 == 0)
            Post(happening / 5 % People, happening % 2, noted: false);
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
            var places = AtOnce(feed.TakeAsync(size - items.Count, CancellationToken.None));
            if (places.Count == 0)
                break;
            items.AddRange(places.Where(place => !_store.Deleted.Contains(place.Id)));
        }
        return (items, feed.Next);
    }

    // Nothing is waited for in memory, and a model that awaits is slower by half.
    private static T AtOnce<T>(ValueTask<T> done) =>
        done.IsCompletedSuccessfully ? done.Result : throw new InvalidOperationException("It waits.");

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
