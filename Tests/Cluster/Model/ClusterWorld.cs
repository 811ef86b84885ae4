using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Timelines;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Tests.Cluster.Blocks;
using Reels.Tests.Cluster.FanOut;
using Reels.Tests.Unit.Timelines.Model;
using Xunit;

namespace Reels.Tests.Cluster.Model;

/// <summary>A few people on a cluster that others use too, and the reference model of their feeds.</summary>
internal sealed class ClusterWorld
{
    public const int People = 4;

    /// <summary>Calls that only the fan-out makes: no request fails when they fail.</summary>
    private static readonly string[] FanOutCalls =
    [
        "IOutbox.ListAsync", "IOutbox.AdvanceAsync", "IOutbox.RemoveAsync", "ITimelineStore.AddAsync",
        "IFollowStore.PageFollowerIdsAsync",
        "ICelebrityStore.GetAsync", "ICelebrityStore.RaiseAsync",
    ];

    private readonly FeedCluster _cluster;
    private readonly string[] _ids;
    private readonly FeedReference _reference = new(reelsFromBefore: 50);
    private readonly ReadingSession?[] _sessions = new ReadingSession?[People];
    private readonly HashSet<(int Person, Guid Reel)> _likes = [];
    private readonly HashSet<(int Blocker, int Blocked)> _blocks = [];

    private ClusterWorld(FeedCluster cluster, string[] ids) => (_cluster, _ids) = (cluster, ids);

    public static async Task<ClusterWorld> CreateAsync(FeedCluster cluster) =>
        new(cluster, await cluster.Stores.PeopleAsync(People));

    public async Task PostAsync(int author)
    {
        var reel = FeedActions.NewReel(_cluster);
        var place = await RepeatAsync(() => _cluster.PostAsync(_ids[author], reel));
        _reference.Posted(author, place);
        _reference.Posts.Single(post => post.Place == place).Recorded = true;
    }

    public async Task DeleteAsync(int which)
    {
        if (Pick(which) is not { } post)
            return;
        await _cluster.DeleteAsync(_ids[post.Author], post.Place.Id);
        _reference.Deleted(post.Place.Id);

        LetCachesForget();
    }

    public async Task FollowAsync(int reader, int author, bool on)
    {
        if (reader == author)
            return;
        if (AreHidden(reader, author))
        {
            var user = _cluster.User(_ids[reader]);
            Assert.Equal(FollowStatus.UserNotFound,
                (on ? await user.Follow(_ids[author]) : await user.Unfollow(_ids[author])).Status);
            return;
        }
        var follows = _reference.FollowOf(reader, author) is not null;
        var (visibleSince, readAt) = _reference.ReadVisibleSince(author);
        await RepeatAsync(async () =>
        {
            await (on ? _cluster.FollowAsync(_ids[reader], _ids[author])
                : _cluster.UnfollowAsync(_ids[reader], _ids[author]));
            return true;
        });
        if (on && !follows)
            _reference.Followed(reader, author, visibleSince, readAt);
        if (!on && follows)
            _reference.Unfollowed(reader, author);
    }

    /// <summary>
    /// Block a follower, where there is one, who then reads their feed. A block that is cut off leaves the other's
    /// follow to recovery, or to the unblock.
    /// </summary>
    public async Task BlockAsync(int blocker, int other, bool cutOff)
    {
        var followers = Enumerable.Range(0, People).Where(person => _reference.FollowOf(person, blocker) is not null)
            .ToList();
        var blocked = followers.Count > 0 ? followers[other % followers.Count] : other;
        if (blocker == blocked)
            return;
        if (cutOff)
            await _cluster.CutOffBlockAsync(_ids[blocker], _ids[blocked]);
        else
            await _cluster.BlockAsync(_ids[blocker], _ids[blocked]);
        _blocks.Add((blocker, blocked));
        foreach (var (reader, author) in new[] { (blocker, blocked), (blocked, blocker) })
        {
            if (_reference.FollowOf(reader, author) is not null)
                _reference.Unfollowed(reader, author);
        }
        LetCachesForget();
        await ReadAllAsync(blocked, 4);
    }

    public async Task UnblockAsync(int blocker, int blocked)
    {
        if (blocker == blocked)
            return;
        await _cluster.UnblockAsync(_ids[blocker], _ids[blocked]);
        _blocks.Remove((blocker, blocked));
        LetCachesForget();
    }

    public async Task LikeAsync(int person, int which, bool liked)
    {
        if (Pick(which) is not { } post)
            return;
        var id = post.Place.Id;
        if (AreHidden(person, post.Author))
        {
            Assert.Null(await _cluster.Reel(id).Like(_ids[person]));
            return;
        }
        _ = liked ? _likes.Add((person, id)) : _likes.Remove((person, id));
        var reel = _cluster.Reel(id);
        Assert.Equal(new LikeSummary(LikesOf(id), liked),
            await RepeatAsync(() => liked ? reel.Like(_ids[person]) : reel.Unlike(_ids[person])));
        await _cluster.Timeline(_ids[person]).RecordOwnWrite(OwnWrite.Other);
    }

    /// <summary>Bring an author over the push limit by followers who never read.</summary>
    public async Task CrowdAsync(int author)
    {
        for (var i = 0; i <= FeedCluster.PushLimit; i++)
        {
            var edge = new Edge(Guid.NewGuid().ToString("N"), _ids[author], true, _cluster.Stores.Time.Now(), default,
                default, 1, EdgePending.None);
            await _cluster.Stores.Follows.SetAsync(edge, _cluster.Stores.Time.Now(), CancellationToken.None);
        }
    }

    public void Tick(int milliseconds) => _cluster.Stores.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    public Task SleepAsync(int person, bool timeline, bool author) => _cluster.PutToSleepAsync(
        timeline ? _cluster.Timeline(_ids[person])
            : author ? _cluster.Author(_ids[person]) : _cluster.User(_ids[person]));

    /// <summary>Continue the reader's timeline on another silo, or on the same with nothing in memory.</summary>
    public Task MoveAsync(int reader, int silo) => _cluster.WakeOnAsync(
        _cluster.Silos.Silos[silo % _cluster.Silos.Silos.Count], _cluster.Timeline(_ids[reader]),
        () => _cluster.Timeline(_ids[reader]).GetFeed(null, 1));

    public void Lose(int count, bool messages)
    {
        if (messages)
            _cluster.Relays.LoseMessages(count);
        else
            _cluster.Relays.LoseAcknowledgements(count);
    }

    /// <summary>Let the next calls of the fan-out fail, all or one kind.</summary>
    public void Crash(int which, int calls, bool afterTheirEffect)
    {
        Task FailAsync(string name) =>
            (which < FanOutCalls.Length ? name == FanOutCalls[which] : FanOutCalls.Contains(name))
                && Interlocked.Decrement(ref calls) >= 0
                ? Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: true))
                : Task.CompletedTask;
        var probe = _cluster.Stores.Probe;
        probe.Before = (name, _) => afterTheirEffect ? Task.CompletedTask : FailAsync(name);
        probe.After = name => afterTheirEffect ? FailAsync(name) : Task.CompletedTask;
    }

    public Task RecoverAsync() => _cluster.RecoverAsync(_ids);

    /// <summary>Read the whole feed in pages of one size.</summary>
    public async Task<List<Position>> ReadAllAsync(int reader, int size)
    {
        await ReadOutboxesAsync();
        var due = _reference.Due(reader);
        var shown = new List<Position>();
        Position? before = null;
        do
        {
            (var page, before) = await PageAsync(reader, before, size);
            shown.AddRange(page);
        }
        while (before is not null);
        _reference.Read(reader, shown, due);
        return shown;
    }

    /// <summary>Read the next page of the reader's session, or begin one.</summary>
    public async Task ReadOnAsync(int reader, int size)
    {
        if (_sessions[reader] is not { Ended: false } session)
            _sessions[reader] = session = _reference.Begin(reader, await ReadAllAsync(reader, size));
        var (page, next) = await PageAsync(reader, session.Next, size);
        session.Page(page, next, _reference);
    }

    /// <summary>A silo joins in the middle of a fan-out, and another leaves.</summary>
    public async Task ChurnAsync(int author, int which)
    {
        _cluster.Heal();
        var gate = new Gate();
        _cluster.Stores.Probe.Before = (name, _) => name is "ITimelineStore.AddAsync" or "IOutbox.RemoveAsync"
            ? gate.PassAsync()
            : Task.CompletedTask;
        await PostAsync(author);
        await Until.TrueAsync(() => gate.Reached);
        await _cluster.Silos.StartAdditionalSiloAsync();
        var reader = (author + 1) % People;
        await ReadAllAsync(reader, 5);
        gate.Open();
        _cluster.Stores.Probe.Before = null;
        await ReadAllAsync(reader, 5);
        await _cluster.StopAsync(_cluster.Silos.Silos[which % _cluster.Silos.Silos.Count]);
        await ReadAllAsync(reader, 5);
    }

    /// <summary>
    /// Recover, and check that every feed is as defined, loaded and loaded again, with every count exact.
    /// </summary>
    public async Task RestAsync()
    {
        await RecoverAsync();
        _cluster.Stores.Time.Advance(2 * FeedCluster.CacheLife);
        foreach (var (blocker, blocked) in _blocks)
        {
            Assert.Equal((false, false),
                (await _cluster.FollowsAsync(_ids[blocker], _ids[blocked]),
                    await _cluster.FollowsAsync(_ids[blocked], _ids[blocker])));
        }

        for (var reader = 0; reader < People; reader++)
        {
            _reference.ReadAtRest(reader, await ReadAllAsync(reader, 7));
            await SleepAsync(reader, timeline: true, author: false);
            _reference.ReadAtRest(reader, await ReadAllAsync(reader, 100));
            foreach (var item in (await _cluster.Timeline(_ids[reader]).GetFeed(null, 100)).Items)
                Assert.Equal(LikesOf(item.Id), item.Likes);
        }
    }

    private FeedReference.Post? Pick(int which)
    {
        var posts = _reference.Posts.OrderBy(post => post.MadeAt).ToList();
        return posts.Count == 0 ? null : posts[which % posts.Count];
    }

    private bool AreHidden(int one, int other) => _blocks.Contains((one, other)) || _blocks.Contains((other, one));

    /// <summary>
    /// The answer came after every silo had forgotten, or after the life of caches by a clock that does not move by
    /// itself.
    /// </summary>
    private void LetCachesForget() =>
        _cluster.Stores.Time.Advance(FeedCluster.CacheLife + TimeSpan.FromMilliseconds(1));

    private int LikesOf(Guid reel) => _likes.Count(like => like.Reel == reel);

    private async Task<(List<Position> Items, Position? Next)> PageAsync(int reader, Position? before, int size)
    {
        var page = await _cluster.Timeline(_ids[reader]).GetFeed(before, size);
        Assert.True(page.Next is null || before is null || page.Next < before);
        Assert.All(page.Items, item => Assert.Equal(_likes.Contains((reader, item.Id)), item.LikedByMe));
        return ([.. page.Items.Select(item => new Position(item.CreatedAt, item.Id))], page.Next);
    }

    /// <summary>A reel whose entry has left the outbox was announced everywhere.</summary>
    private async Task ReadOutboxesAsync()
    {
        for (var author = 0; author < People; author++)
        {
            var open = await _cluster.Stores.Outbox.ListAsync(_ids[author], CancellationToken.None);
            foreach (var post in _reference.Posts.Where(
                post => post.Author == author && !post.Delivered && open.All(entry => entry.ReelId != post.Place.Id))
                    .ToList())
            {
                _reference.Delivered(post.Place.Id);
            }
        }
    }

    /// <summary>Send a write again that timed out, as a client does: the machine may be busy.</summary>
    private static async Task<T> RepeatAsync<T>(Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (StoreUnavailableException exception) when (exception.Failure == StoreFailure.TimedOut)
        {
            return await write();
        }
    }
}
