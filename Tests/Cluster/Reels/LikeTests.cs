using System.Collections.Concurrent;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Users;
using Xunit;

namespace Reels.Tests.Cluster.Reels;

[Collection(nameof(ReelsCluster))]
public sealed class LikeTests(ReelsCluster cluster) : IAsyncLifetime
{
    private const string Write = "ILikeStore.ApplyAsync";

    private string _author = "";
    private Guid _id;

    private IReelGrain Reel => cluster.Reel(_id);

    public async ValueTask InitializeAsync()
    {
        (cluster.Probe.Before, cluster.Probe.After) = (null, null);
        cluster.Probe.ForgetCalls();
        _author = await cluster.Stores.PersonAsync();
        _id = await cluster.Stores.ReelAsync(_author);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_repeated_like_counts_once()
    {
        Assert.Equal(new(1, true), await Reel.Like("ann"));
        Assert.Equal(new(1, true), await Reel.Like("ann"));
        Assert.Equal(new(2, true), await Reel.Like("bob"));

        Assert.Equal(new(2, true), await Reel.GetLikes("ann"));
        Assert.Equal(new(2, false), await Reel.GetLikes("eve"));
        Assert.Equal(new(2, null), await Reel.GetLikes(null));
    }

    [Fact]
    public async Task A_repeated_unlike_removes_one_like()
    {
        await Reel.Like("ann");
        await Reel.Like("bob");
        Assert.Equal(new(1, false), await Reel.Unlike("ann"));
        Assert.Equal(new(1, false), await Reel.Unlike("ann"));

        Assert.Equal(new(1, true), await Reel.GetLikes("bob"));
    }

    [Fact]
    public async Task Likers_are_listed_newest_first_as_the_viewer_sees_them()
    {
        var (ann, bob, eve) = (await cluster.Stores.PersonAsync(), await cluster.Stores.PersonAsync(),
            await cluster.Stores.PersonAsync());
        foreach (var liker in new[] { ann, bob, eve })
        {
            await Reel.Like(liker);
            cluster.Stores.Time.Advance(TimeSpan.FromMilliseconds(1));
        }
        await Reel.Like("nobody");
        await cluster.Client.GetGrain<IUserGrain>(ann).Follow(bob);

        await Api.StoresOfTests.CaughtUpAsync(async () => (await Reel.GetLikers(null, null, 10))!.Items.Length == 3);
        var first = await Reel.GetLikers(ann, null, 3);
        Assert.Equal([(eve, false), (bob, true)],
            first!.Items.Select(liker => (liker.Person.Summary.Id, liker.Person.FollowedByMe!.Value)));
        var rest = await cluster.ReelElsewhere(_id).GetLikers(null, first.Next, 3);
        Assert.Equal((ann, null),
            Assert.Single(rest!.Items) is var last ? (last.Person.Summary.Id, last.Person.FollowedByMe) : default);
        Assert.Null(rest.Next);
        Assert.Null(await cluster.Reel(Guid.NewGuid()).GetLikers(ann, null, 3));
    }

    [Fact]
    public async Task An_unknown_reel_cannot_be_liked_and_keeps_no_activation()
    {
        var unknown = Guid.NewGuid();
        Assert.Null(await cluster.Reel(unknown).Like("ann"));
        Assert.Null(await cluster.Reel(unknown).GetLikes(null));
        Assert.Null(await cluster.Reel(unknown).Get(null));

        await Until.TrueAsync(() => !cluster.IsAwake(unknown));
    }

    [Fact]
    public async Task A_deleted_reel_cannot_be_liked_after_one_cache_life()
    {
        await Reel.Like("ann");
        await cluster.Stores.DeleteAsync(_id, _author);
        cluster.Stores.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Null(await Reel.Like("bob"));
    }

    [Fact]
    public async Task A_pending_like_does_not_outlive_its_reel()
    {
        var gate = PauseWrites();
        var like = Reel.Like("ann");
        await Until.TrueAsync(() => gate.Reached);
        await cluster.Stores.DeleteAsync(_id, _author);
        Assert.Equal(0, await cluster.Stores.Likes.PurgeAsync(_id, 10, default));
        gate.Open();

        Assert.Null(await like);
        Assert.Equal(0, (await cluster.Stores.Likes.CountsAsync([_id], default))[_id]);
    }

    [Fact]
    public async Task While_one_write_hangs_200_likers_cost_at_most_2_more()
    {
        // Whoever has seen the reel before waits for no read, so that a like that has begun is queued.
        var likers = Enumerable.Range(0, 200).Select(i => $"liker{i}").ToArray();
        await Task.WhenAll(likers.Append("first").Select(liker => Reel.GetLikes(liker)));
        var gate = PauseWrites();
        var first = Reel.Like("first");
        await Until.TrueAsync(() => gate.Reached);
        cluster.Probe.ForgetCalls();
        var others = likers.Select(liker => Reel.Like(liker)).ToArray();
        await cluster.BegunAsync(_id, "Like", 201);
        gate.Open();
        Assert.Equal(new(1, true), await first);
        Assert.All(await Task.WhenAll(others), answer => Assert.True(answer!.LikedByMe));
        Assert.InRange(cluster.Probe.CallsOf(Write), 1, 2);
        Assert.Equal(201, (await Reel.GetLikes(null))!.Likes);
    }

    [Fact]
    public async Task A_concurrent_like_and_unlike_each_get_their_own_count()
    {
        await Reel.Like("bob");
        var gate = PauseWrites();
        var first = Reel.Like("first");
        await Until.TrueAsync(() => gate.Reached);
        var like = Reel.Like("ann");
        await cluster.BegunAsync(_id, "Like", 3);
        var unlike = Reel.Unlike("ann");
        await cluster.BegunAsync(_id, "Unlike", 1);
        gate.Open();
        await first;

        Assert.Equal(new(3, true), await like);
        Assert.Equal(new(2, false), await unlike);
    }

    [Fact]
    public async Task A_failed_write_fails_the_likers_of_its_batch_and_no_others()
    {
        var gate = PauseWrites(thenFail: true);
        var first = Reel.Like("ann");
        await Until.TrueAsync(() => gate.Reached);
        cluster.Probe.Before = null;
        var second = Reel.Like("bob");
        await cluster.BegunAsync(_id, "Like", 2);
        gate.Open();

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => first);
        Assert.Equal("test", failure.Store);
        Assert.Equal(new(1, true), await second);
        Assert.Equal(new(2, true), await Reel.Like("ann"));
    }

    [Fact]
    public async Task A_cancelled_like_does_not_stop_the_write()
    {
        var gate = PauseWrites();
        using var hangUp = new CancellationTokenSource();
        var like = Reel.Like("ann", hangUp.Token);
        await Until.TrueAsync(() => gate.Reached);
        await hangUp.CancelAsync();
        gate.Open();
        try
        {
            await like;
        }
        catch (OperationCanceledException)
        {
            // Whether the answer still reaches its caller is a matter of chance; the like is not.
        }

        await Until.TrueAsync(async () => await Reel.GetLikes("ann") is { Likes: 1, LikedByMe: true });
    }

    [Fact]
    public async Task A_like_over_its_time_limit_cannot_overtake_the_next_write()
    {
        var gate = new Gate();
        var givenUp = false;
        cluster.Probe.Before = async (name, limit) =>
        {
            if (name != Write)
                return;
            await gate.PassAsync();
            givenUp = limit.IsCancellationRequested;
        };
        var like = Reel.Like("ann");
        await Until.TrueAsync(() => gate.Reached);
        cluster.Probe.Before = null;
        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => like);
        Assert.True(failure.OutcomeUnknown);
        Assert.Equal(new(0, false), await Reel.Unlike("ann"));
        gate.Open();

        await Until.TrueAsync(() => Volatile.Read(ref givenUp));
        Assert.Equal(new(1, true), await Reel.Like("bob"));
        Assert.Equal(new(1, false), await Reel.GetLikes("ann"));
    }

    [Fact]
    public async Task A_like_behind_a_write_that_hangs_fails_at_its_own_limit()
    {
        var gate = new Gate();
        var limits = new ConcurrentQueue<CancellationToken>();
        cluster.Probe.Before = (name, limit) =>
        {
            if (name != Write)
                return Task.CompletedTask;
            limits.Enqueue(limit);
            return gate.PassAsync();
        };
        var first = Reel.Like("ann");
        await Until.TrueAsync(() => gate.Reached);
        var behind = Reel.Like("bob");
        await cluster.BegunAsync(_id, "Like", 2);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => first);
        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => behind);
        Assert.True(failure.OutcomeUnknown);
        cluster.Probe.Before = null;

        // The writes for both still hang, but they were cancelled.
        await Until.TrueAsync(() => limits.All(limit => limit.IsCancellationRequested));
        Assert.True((await Reel.Like("eve"))!.LikedByMe);
        await cluster.PutToSleepAsync(_id);
        gate.Open();
    }

    [Fact]
    public async Task A_grain_that_deactivates_answers_its_pending_likes()
    {
        var gate = PauseWrites();
        var like = Reel.Like("ann");
        await Until.TrueAsync(() => gate.Reached);
        var asleep = cluster.PutToSleepAsync(_id);
        gate.Open();
        await asleep;

        Assert.Equal(new(1, true), await like);
        Assert.Equal(new(1, true), await Reel.GetLikes("ann"));
    }

    [Fact]
    public async Task Reads_that_come_during_a_read_share_the_next()
    {
        await Reel.Like("ann");
        var gate = new Gate();
        cluster.Probe.Before = (name, _) => name == "ILikeStore.CountsAsync" ? gate.PassAsync() : Task.CompletedTask;
        var first = Reel.GetLikes(null);
        await Until.TrueAsync(() => gate.Reached);
        cluster.Probe.ForgetCalls();
        await Reel.Like("bob");
        var others = Enumerable.Range(0, 100).Select(_ => Reel.GetLikes(null)).ToArray();
        await cluster.BegunAsync(_id, "GetLikes", 101);
        gate.Open();
        await first;

        Assert.All(await Task.WhenAll(others), answer => Assert.Equal(2, answer!.Likes));
        Assert.InRange(cluster.Probe.CallsOf("ILikeStore.CountsAsync"), 1, 2);
    }

    [Fact]
    public async Task Likes_are_read_while_comments_are_slow()
    {
        var gate = new Gate();
        cluster.Probe.Before = (name, _) => name == "ICommentStore.SummariesAsync" ? gate.PassAsync()
            : Task.CompletedTask;
        var whole = Reel.Get(null);
        await Until.TrueAsync(() => gate.Reached);

        Assert.Equal(new(0, null), await Reel.GetLikes(null));
        Assert.False(whole.IsCompleted);
        gate.Open();
        Assert.NotNull(await whole);
    }

    private Gate PauseWrites(bool thenFail = false)
    {
        var gate = new Gate();
        cluster.Probe.Before = async (name, _) =>
        {
            if (name != Write)
                return;
            await gate.PassAsync();
            if (thenFail)
                throw new StoreUnavailableException("test", outcomeUnknown: false);
        };
        return gate;
    }
}
