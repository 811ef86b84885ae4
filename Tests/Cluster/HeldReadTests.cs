using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Interfaces.Media;
using Reels.Tests.Cluster.FanOut;
using Xunit;

namespace Reels.Tests.Cluster;

/// <summary>A read from a slow store holds up no other call of the same grain, and a slow write no read.</summary>
[Collection(nameof(FeedCluster))]
public sealed class HeldReadTests(FeedCluster cluster) : IAsyncLifetime
{
    private string _ann = "", _bob = "";
    private Guid _reel;

    public async ValueTask InitializeAsync()
    {
        (_ann, _bob) = await cluster.Stores.TwoPeopleAsync();
        _reel = await cluster.Stores.ReelAsync(_ann);
    }

    public ValueTask DisposeAsync()
    {
        cluster.Heal();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("GetProfile", "IReelStore.CountByAuthorsAsync")]
    [InlineData("GetFollowers", "IFollowStore.ListFollowersAsync")]
    [InlineData("GetFollowing", "IFollowStore.ListFollowingAsync")]
    [InlineData("GetSuggestions", "IFollowStore.MostFollowedAsync")]
    [InlineData("GetBlocks", "IBlockStore.ListAsync")]
    [InlineData("GetStories", "IStoryStore.NewestLiveAsync")]
    public async Task A_person_follows_and_is_read_during_another_read_of_them(string read, string call)
    {
        Task ReadAsync() => read switch
        {
            "GetProfile" => cluster.User(_ann).GetProfile(_bob),
            "GetFollowers" => cluster.User(_ann).GetFollowers(_bob, null, 10),
            "GetFollowing" => cluster.User(_ann).GetFollowing(_bob, null, 10),
            "GetSuggestions" => cluster.User(_ann).GetSuggestions(null, 10),
            "GetBlocks" => cluster.User(_ann).GetBlocks(null, 10),
            _ => cluster.User(_ann).GetStories(null, 10),
        };

        await WhilePausedAsync(call, ReadAsync, ReadAsync);
        await WhilePausedAsync(call, ReadAsync, () => cluster.User(_ann).Follow(_bob));
    }

    [Fact]
    public async Task A_person_is_read_while_they_follow() => await WhilePausedAsync(
        "IFollowStore.SetAsync",
        () => cluster.User(_ann).Follow(_bob),
        async () => Assert.NotNull(await cluster.User(_ann).GetProfile(_bob)));

    [Fact]
    public async Task An_author_posts_and_is_read_during_a_read_of_their_reels()
    {
        Task ReadAsync() => cluster.Author(_ann).GetReels(_bob, null, 10);

        await WhilePausedAsync("IReelStore.ListByAuthorAsync", ReadAsync, ReadAsync);
        await WhilePausedAsync("IReelStore.ListByAuthorAsync", ReadAsync,
            () => cluster.Author(_ann).Post(FeedActions.NewReel(cluster)));
    }

    [Fact]
    public async Task An_authors_reels_are_read_while_they_post() => await WhilePausedAsync(
        "IReelStore.PostAsync",
        () => cluster.Author(_ann).Post(FeedActions.NewReel(cluster)),
        async () =>
            Assert.Equal(_reel, Assert.Single((await cluster.Author(_ann).GetReels(_bob, null, 10))!.Items).Id));

    [Theory]
    [InlineData("GetLikers", "ILikeStore.ListAsync")]
    [InlineData("GetComments", "ICommentStore.ListAsync")]
    [InlineData("GetReplies", "ICommentStore.ListRepliesAsync")]
    public async Task A_reel_accepts_comments_during_a_read_of_it(string read, string call)
    {
        var thread = (await cluster.Reel(_reel).AddComment(_bob, new(Guid.NewGuid(), "first", null, null))).Comment!.Id;

        await WhilePausedAsync(
            call,
            () => read switch
            {
                "GetLikers" => cluster.Reel(_reel).GetLikers(_bob, null, 10),
                "GetComments" => cluster.Reel(_reel).GetComments(_bob, null, 10),
                _ => cluster.Reel(_reel).GetReplies(_bob, thread, null, 10),
            },
            () => cluster.Reel(_reel).AddComment(_bob, new(Guid.NewGuid(), "second", null, null)));
    }

    [Fact]
    public async Task People_are_found_while_more_searches_run_than_workers()
    {
        var directory = cluster.Silos.Client.GetGrain<IDirectoryGrain>(0);
        await WhilePausedAsync(
            "IProfileStore.SearchAsync",
            () => directory.Search(_ann, "p", null, 10),
            async () => Assert.Equal(_bob, await directory.FindByName($"p{_bob[..20]}")),
            MoreThanWorkers);
    }

    [Fact]
    public async Task References_are_read_while_more_story_reads_hang_than_workers()
    {
        var references = cluster.Silos.Client.GetGrain<IMediaReferencesGrain>(0);
        await WhilePausedAsync(
            "IStoryStore.LivesUntilAsync", () => references.LivesUntil("stories/one.jpg"),
            () => references.LivesUntil("stories/another.jpg"), MoreThanWorkers);
    }

    [Fact]
    public async Task An_external_sign_in_is_found_during_another_lookup_of_it()
    {
        var identity = cluster.Silos.Client.GetGrain<IExternalIdentityGrain>($"{Guid.NewGuid():N}{Guid.NewGuid():N}");
        await WhilePausedAsync("IExternalIdentityStore.FindUserAsync", () => identity.Find(), () => identity.Find());
    }

    /// <summary>A silo has one stateless worker per core, and the last call may reach any silo.</summary>
    private int MoreThanWorkers => cluster.Silos.Silos.Count * (Environment.ProcessorCount + 1);

    /// <summary>Keep this many calls waiting in a store, and check that another call is answered.</summary>
    private async Task WhilePausedAsync(string call, Func<Task> paused, Func<Task> other, int count = 1)
    {
        var gate = new Gate();
        var passed = 0;
        cluster.Stores.Probe.Before = (name, _) => name == call && Interlocked.Increment(ref passed) <= count
            ? gate.PassAsync()
            : Task.CompletedTask;
        var waiting = Enumerable.Range(0, count).Select(_ => paused()).ToList();
        await Until.TrueAsync(() => Volatile.Read(ref passed) >= count);
        await other();
        Assert.DoesNotContain(waiting, task => task.IsCompleted);
        gate.Open();
        await Task.WhenAll(waiting);
    }
}
