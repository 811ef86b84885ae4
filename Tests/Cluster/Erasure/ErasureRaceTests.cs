using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Interfaces.Comments;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Users;
using Reels.Tests.Cluster.FanOut;
using Xunit;

namespace Reels.Tests.Cluster.Erasure;

/// <summary>A deletion during concurrent writes of the person and of others.</summary>
[Collection(ErasureCollection.Name)]
public sealed class ErasureRaceTests(FeedCluster cluster) : IAsyncLifetime
{
    private const int Rounds = 12;
    private const int WritesPerRound = 24;

    private readonly List<Guid> _made = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        cluster.Heal();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Erasure_leaves_nothing_of_concurrent_writes_and_right_counts()
    {
        var seed = Random.Shared.Next();
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(unchecked((seed * Rounds) + round));
            var world = await ErasureWorld.MakeAsync(cluster.Stores);
            var deleted = random.Next(WritesPerRound);
            var writes = Enumerable.Range(0, WritesPerRound)
                .Select(i => i == deleted ? Erasure(world).Delete() : WriteAtRandomAsync(world, random)).ToArray();
            await Task.WhenAll(writes);
            await Until.TrueAsync(async () =>
            {
                await world.EraseBytesAsync();
                cluster.Stores.Time.Advance(TimeSpan.FromSeconds(5));
                return await cluster.Stores.Erasures.GetAsync(world.Ada, default) is null;
            });

            var remains = await world.RemainsAsync();
            Assert.True(remains.Count == 0, $"Seed {seed}, round {round}: {string.Join(' ', remains)}");
            Assert.Empty(await cluster.Stores.Engine.FindRemainsAsync([], _made));
            await AssertCountsAgreeAsync(world);
        }
    }

    /// <summary>One random write of a person; its outcome does not matter.</summary>
    private Task WriteAtRandomAsync(ErasureWorld world, Random random) => random.Next(16) switch
    {
        0 => cluster.Reel(world.BensReel).Like(world.Ada),
        1 => cluster.Reel(world.BensReel).Unlike(world.Ada),
        2 => cluster.Reel(world.AdasReel).Like(world.Ben),
        3 => CommentAsync(world, world.Ada, world.BensReel, world.BensComment),
        4 => CommentAsync(world, world.Ada, world.BensReel, null),
        5 => cluster.Reel(world.AdasReel).AddComment(world.Ben, new(Guid.NewGuid(), "Mine", null, null)),
        6 => cluster.User(world.Ada).Follow(world.Cleo),
        7 => cluster.User(world.Ada).Unfollow(world.Ben),
        8 => cluster.User(world.Cleo).Follow(world.Ada),
        9 => cluster.User(world.Ben).Unfollow(world.Ada),
        10 => PostAsync(world),
        11 => cluster.Author(world.Ada).Delete(world.AdasReel),
        12 => cluster.User(world.Ada).UpdateProfile(new(ProfileFields.Bio, null, null, "Late", null)),
        13 => cluster.User(world.Cleo).Block(world.Ada),
        14 => cluster.Timeline(world.Ben).GetFeed(null, 10),
        _ => cluster.User(world.Ada).GetStories(null, 10),
    };

    private Task<PostReelResult> PostAsync(ErasureWorld world)
    {
        var reel = FeedActions.NewReel(cluster);
        _made.Add(reel.Id);
        return cluster.Author(world.Ada).Post(reel);
    }

    private Task<AddCommentResult> CommentAsync(ErasureWorld world, string author, Guid reel, Guid? thread)
    {
        var id = Guid.NewGuid();
        _made.Add(id);
        return cluster.Reel(reel).AddComment(author, new NewComment(id, "Mine", thread, null));
    }

    private async Task AssertCountsAgreeAsync(ErasureWorld world)
    {
        var stores = cluster.Stores;
        Assert.Equal((await stores.Likes.ListAsync(world.BensReel, null, 100, default)).Count,
            (await stores.Likes.CountsAsync([world.BensReel], default))[world.BensReel]);
        var threads = await stores.Comments.ListAsync(world.BensReel, null, 100, 100, default);
        Assert.Equal(threads.Sum(thread => 1 + thread.Replies.Count),
            (await stores.Comments.SummariesAsync([world.BensReel], 2, default))[world.BensReel].Count);
        Assert.All(threads, thread => Assert.Equal(thread.ReplyCount, thread.Replies.Count));
        foreach (var person in (string[])[world.Ben, world.Cleo])
        {
            var counts = (await stores.Follows.CountsAsync([person], default))[person];
            Assert.Equal((await stores.Follows.ListFollowersAsync(person, null, 100, default)).Count, counts.Followers);
            Assert.Equal((await stores.Follows.ListFollowingAsync(person, null, 100, default)).Count, counts.Following);
        }
    }

    private IErasureGrain Erasure(ErasureWorld world) => cluster.Silos.Client.GetGrain<IErasureGrain>(world.Ada);
}
