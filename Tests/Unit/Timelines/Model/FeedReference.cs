using Reels.Grains.Interfaces;
using Xunit;

namespace Reels.Tests.Unit.Timelines.Model;

/// <summary>The feed's definition and promise, as plainly as they can be written. People are numbers.</summary>
/// <param name="reelsFromBefore">The floor is the time of this newest reel when the follow was made.</param>
internal sealed class FeedReference(int reelsFromBefore)
{
    private readonly Dictionary<Guid, Post> _posts = [];
    private readonly Dictionary<(int Reader, int Author), Follow> _follows = [];
    private readonly Dictionary<int, HashSet<Guid>> _seen = [];
    private readonly List<ReadingSession> _sessions = [];
    private long _acts;

    public IEnumerable<Post> Posts => _posts.Values;

    /// <summary>What the reader has yet to be shown in a session that is open, or null.</summary>
    public ReadingSession Begin(int reader, IEnumerable<Position> firstReading)
    {
        var session = new ReadingSession(reader, [.. firstReading.Select(place => place.Id)]);
        _sessions.Add(session);
        return session;
    }

    public void Posted(int author, Position place) => _posts[place.Id] = new(author, place, ++_acts);

    public void Deleted(Guid id) => _posts.Remove(id);

    /// <summary>The post's rows, or the author's list, are durable and every silo was told.</summary>
    public void Delivered(Guid id)
    {
        if (_posts.TryGetValue(id, out var post))
            post.Delivered = true;
    }

    /// <summary>The floor and the top that a follow made now would have.</summary>
    public (DateTimeOffset Floor, long Before) Look(int author)
    {
        var reels = _posts.Values.Where(post => post.Author == author).Select(post => post.Place.CreatedAt)
            .OrderDescending().ToList();
        return (reels.Count < reelsFromBefore ? DateTimeOffset.UnixEpoch : reels[reelsFromBefore - 1], ++_acts);
    }

    public Follow? FollowOf(int reader, int author) => _follows.GetValueOrDefault((reader, author));

    public void Followed(int reader, int author, DateTimeOffset floor, long lookedAt) =>
        _follows[(reader, author)] = new(floor, lookedAt, ++_acts);

    public void Unfollowed(int reader, int author)
    {
        _follows.Remove((reader, author));
        bool OfAuthor(Guid id) => !_posts.TryGetValue(id, out var post) || post.Author == author;
        Seen(reader).RemoveWhere(OfAuthor);
        foreach (var session in _sessions.Where(session => session.Reader == reader))
            session.Owed.RemoveWhere(OfAuthor);
    }

    /// <summary>The feed, defined: own reels, and those of each followee from the edge's floor on.</summary>
    public IEnumerable<Post> Feed(int reader, Func<int, Follow?> followOf) => _posts.Values.Where(post =>
        post.Author == reader || (followOf(post.Author) is { } follow && post.Place.CreatedAt >= follow.Floor));

    /// <summary>
    /// What a reading that begins now has to show: what was seen before, and what is there to be seen.
    /// </summary>
    public HashSet<Guid> Due(int reader) =>
        [.. Feed(reader, author => FollowOf(reader, author)).Where(post => IsDue(post, reader))
            .Select(post => post.Place.Id), .. Seen(reader)];

    /// <summary>
    /// Checks a reading from the first page to the end, during which nobody followed and nothing was deleted.
    /// </summary>
    /// <param name="reader">Who read.</param>
    /// <param name="shown">What was shown, in order.</param>
    /// <param name="due">What was <see cref="Due"/> when it began.</param>
    /// <param name="known">The follows as the reader's timeline was told of them; null: as they are.</param>
    public void Read(int reader, IReadOnlyList<Position> shown, HashSet<Guid> due, Func<int, Follow?>? known = null)
    {
        Assert.Equal(shown.Distinct().OrderDescending(), shown);
        Follow? Actual(int author) => FollowOf(reader, author);
        known ??= Actual;
        var feed = Feed(reader, known).ToDictionary(post => post.Place.Id);
        Assert.All(shown, place => Assert.True(feed.ContainsKey(place.Id), $"{place} is not in the feed of {reader}"));
        var ids = shown.Select(place => place.Id).ToHashSet();
        foreach (var (id,
            post) in feed.Where(
                post => post.Value.Author == reader || known(post.Value.Author) == Actual(post.Value.Author)))
        {
            if (ids.Contains(id))
            {
                Seen(reader).Add(id);
            }
            else if (due.Contains(id))
            {
                Assert.Fail(
                    $"{post.Place} of {post.Author} {(Seen(reader).Contains(id) ? "vanished from" : "is missing in")} the feed of {reader}");
            }
        }
    }

    /// <summary>Checks that the feed of one who read when everything was delivered is as defined.</summary>
    public void ReadAtRest(int reader, IReadOnlyList<Position> shown) =>
        Assert.Equal(Feed(reader, author => FollowOf(reader, author)).Select(post => post.Place).OrderDescending(),
            shown);

    /// <summary>
    /// Whether the post has to be in the feed: from before the follow, or delivered since. One made while the follow
    /// was being made comes with the backfill.
    /// </summary>
    private bool IsDue(Post post, int reader)
    {
        if (post.Author == reader)
            return post.Noted || post.Delivered;
        var follow = FollowOf(reader, post.Author)!;
        return post.Act < follow.LookedAt || (post.Act > follow.Act ? post.Delivered : follow.Backfilled);
    }

    private HashSet<Guid> Seen(int reader) => _seen.TryGetValue(reader, out var seen) ? seen : _seen[reader] = [];

    internal sealed record Post(int Author, Position Place, long Act)
    {
        public bool Delivered { get; set; }

        /// <summary>Whether the author's own timeline was told.</summary>
        public bool Noted { get; set; }
    }

    /// <summary>
    /// A follow that holds, with the moments of looking at the author's reels and of its being durable. Two are never
    /// the same one.
    /// </summary>
    internal sealed class Follow(DateTimeOffset floor, long lookedAt, long act)
    {
        public DateTimeOffset Floor => floor;

        public long LookedAt => lookedAt;

        public long Act => act;

        public bool Backfilled { get; set; }
    }
}

/// <summary>
/// A reading page by page while things happen: what was there at its first page, and may still be seen at its end, is
/// owed.
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
