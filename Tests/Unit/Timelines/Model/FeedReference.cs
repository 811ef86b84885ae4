using Reels.Grains.Interfaces;
using Xunit;

namespace Reels.Tests.Unit.Timelines.Model;

/// <summary>The feed's definition and promise, in the simplest code. People are numbers.</summary>
/// <param name="reelsFromBefore">
/// A follow shows this many of the author's newest reels from before it was made, and all later ones.
/// </param>
internal sealed class FeedReference(int reelsFromBefore)
{
    private readonly Dictionary<Guid, Post> _posts = [];
    private readonly Dictionary<(int Reader, int Author), Follow> _follows = [];
    private readonly Dictionary<int, HashSet<Guid>> _seen = [];
    private readonly List<ReadingSession> _sessions = [];
    private long _clock;

    public IEnumerable<Post> Posts => _posts.Values;

    /// <summary>Begin a session: the reader has to be shown everything of this first reading.</summary>
    public ReadingSession Begin(int reader, IEnumerable<Position> firstReading)
    {
        var session = new ReadingSession(reader, [.. firstReading.Select(place => place.Id)]);
        _sessions.Add(session);
        return session;
    }

    public void Posted(int author, Position place) => _posts[place.Id] = new(author, place, ++_clock);

    public void Deleted(Guid id) => _posts.Remove(id);

    /// <summary>The post's rows, or the author's list, are durable, and it was announced to every silo.</summary>
    public void Delivered(Guid id)
    {
        if (_posts.TryGetValue(id, out var post))
            post.Delivered = true;
    }

    /// <summary>The start of visibility that a follow made now would have, and the time of this reading.</summary>
    public (DateTimeOffset VisibleSince, long ReadAt) ReadVisibleSince(int author)
    {
        var reels = _posts.Values.Where(post => post.Author == author).Select(post => post.Place.CreatedAt)
            .OrderDescending().ToList();
        return (reels.Count < reelsFromBefore ? DateTimeOffset.UnixEpoch : reels[reelsFromBefore - 1], ++_clock);
    }

    public Follow? FollowOf(int reader, int author) => _follows.GetValueOrDefault((reader, author));

    public void Followed(int reader, int author, DateTimeOffset visibleSince, long readAt) =>
        _follows[(reader, author)] = new(visibleSince, readAt, ++_clock);

    public void Unfollowed(int reader, int author)
    {
        _follows.Remove((reader, author));
        bool OfAuthor(Guid id) => !_posts.TryGetValue(id, out var post) || post.Author == author;
        Seen(reader).RemoveWhere(OfAuthor);
        foreach (var session in _sessions.Where(session => session.Reader == reader))
            session.Owed.RemoveWhere(OfAuthor);
    }

    /// <summary>The feed by definition: own reels, and the visible reels of each followee.</summary>
    public IEnumerable<Post> Feed(int reader, Func<int, Follow?> followOf) => _posts.Values.Where(post =>
        post.Author == reader || (followOf(post.Author) is { } follow
            && post.Place.CreatedAt >= follow.VisibleSince));

    /// <summary>
    /// The reels that a reading which begins now has to show: those seen before, and those delivered since.
    /// </summary>
    public HashSet<Guid> Due(int reader) =>
        [.. Feed(reader, author => FollowOf(reader, author)).Where(post => IsDue(post, reader))
            .Select(post => post.Place.Id), .. Seen(reader)];

    /// <summary>
    /// Check a reading from the first page to the end. Meanwhile no one followed and nothing was deleted.
    /// </summary>
    /// <param name="reader">The reader.</param>
    /// <param name="shown">The reels that were shown, in order.</param>
    /// <param name="due">The reels that were <see cref="Due"/> when the reading began.</param>
    /// <param name="known">The follows that the reader's timeline knows; null: all follows.</param>
    public void Read(int reader, IReadOnlyList<Position> shown, HashSet<Guid> due, Func<int, Follow?>? known = null)
    {
        Assert.Equal(shown.Distinct().OrderDescending(), shown);
        Follow? Actual(int author) => FollowOf(reader, author);
        known ??= Actual;
        var feed = Feed(reader, known).ToDictionary(post => post.Place.Id);
        Assert.All(shown, place => Assert.True(feed.ContainsKey(place.Id), $"{place} is not in the feed of {reader}"));
        var ids = shown.Select(place => place.Id).ToHashSet();
        bool IsCurrent(int author) => author == reader || known(author) == Actual(author);
        foreach (var (id, post) in feed.Where(post => IsCurrent(post.Value.Author)))
        {
            if (ids.Contains(id))
            {
                Seen(reader).Add(id);
            }
            else if (due.Contains(id))
            {
                var fault = Seen(reader).Contains(id) ? "vanished from" : "is missing in";
                Assert.Fail($"{post.Place} of {post.Author} {fault} the feed of {reader}");
            }
        }
    }

    /// <summary>Check that a feed which was read after everything was delivered is as defined.</summary>
    public void ReadAtRest(int reader, IReadOnlyList<Position> shown) =>
        Assert.Equal(Feed(reader, author => FollowOf(reader, author)).Select(post => post.Place).OrderDescending(),
            shown);

    /// <summary>
    /// Whether the post has to be in the feed: made before the follow, or delivered since. A post that was made during
    /// the follow comes with the backfill.
    /// </summary>
    private bool IsDue(Post post, int reader)
    {
        if (post.Author == reader)
            return post.Recorded || post.Delivered;
        var follow = FollowOf(reader, post.Author)!;
        return post.MadeAt < follow.ReadAt || (post.MadeAt > follow.MadeAt ? post.Delivered : follow.Backfilled);
    }

    private HashSet<Guid> Seen(int reader) => _seen.TryGetValue(reader, out var seen) ? seen : _seen[reader] = [];

    internal sealed record Post(int Author, Position Place, long MadeAt)
    {
        public bool Delivered { get; set; }

        /// <summary>Whether the author's own timeline recorded it.</summary>
        public bool Recorded { get; set; }
    }

    /// <summary>
    /// A follow that is on, with the times when the author's reels were read and when the follow became durable. No two
    /// follows are equal.
    /// </summary>
    internal sealed class Follow(DateTimeOffset visibleSince, long readAt, long madeAt)
    {
        public DateTimeOffset VisibleSince => visibleSince;

        public long ReadAt => readAt;

        public long MadeAt => madeAt;

        public bool Backfilled { get; set; }
    }
}

/// <summary>
/// A reading page by page while things happen. The reels of its beginning that may still be seen at its end are owed.
/// </summary>
internal sealed class ReadingSession(int reader, HashSet<Guid> owed)
{
    private Position? _last;

    public int Reader => reader;

    public HashSet<Guid> Owed => owed;

    /// <summary>Where the next page starts; null at the start and, when <see cref="Ended"/>, at the end.</summary>
    public Position? Next { get; private set; }

    public bool Ended { get; private set; }

    public void Page(IReadOnlyList<Position> shown, Position? next, FeedReference reference)
    {
        foreach (var place in shown)
        {
            Assert.True(_last is null || place < _last, $"{place} came after {_last}");
            _last = place;
            owed.Remove(place.Id);
        }
        Assert.True(next is null || Next is null || next < Next, $"The page after {Next} goes on at {next}");
        (Next, Ended) = (next, next is null);
        var there = reference.Posts.Select(post => post.Place.Id).ToHashSet();
        if (Ended)
        {
            Assert.True(!owed.Any(there.Contains),
                $"{reader} read to the end and was not shown {string.Join(", ", owed.Where(there.Contains))}");
        }
    }
}
