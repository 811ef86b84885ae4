using Reels.Grains.Interfaces.People;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Tests.Cluster.FanOut;
using Xunit;

namespace Reels.Tests.Cluster.Blocks;

/// <summary>The clock does not move by itself, so nothing in a cache expires by itself.</summary>
[Collection(nameof(FeedCluster))]
public sealed class BlockTests(FeedCluster cluster) : IAsyncLifetime
{
    private string _ann = "", _bob = "", _cid = "";
    private Guid _bobs;

    /// <summary>Ann and Bob follow each other, and Ann follows Cid.</summary>
    public async ValueTask InitializeAsync()
    {
        (_ann, _bob, _cid) = await cluster.Stores.PeopleAsync(3) is [var a, var b, var c] ? (a, b, c) : default;
        await cluster.FollowAsync(_ann, _bob);
        await cluster.FollowAsync(_bob, _ann);
        await cluster.FollowAsync(_ann, _cid);
        _bobs = await cluster.PostAsync(_bob);
        await cluster.DeliveredAsync(_ann, _bob);
    }

    public ValueTask DisposeAsync()
    {
        cluster.Heal();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Block_and_unblock_show_on_every_silo_with_the_answer(bool annBlocks)
    {
        await AssertSeenOnEverySiloAsync(true);
        var (blocker, blocked) = annBlocks ? (_ann, _bob) : (_bob, _ann);
        await cluster.BlockAsync(blocker, blocked);
        await AssertSeenOnEverySiloAsync(false);

        await cluster.UnblockAsync(blocker, blocked);
        await AssertSeenOnEverySiloAsync(true);
    }

    [Fact]
    public async Task An_unannounced_block_is_answered_after_the_life_of_caches()
    {
        Assert.NotNull(await cluster.Reel(_bobs).GetLikes(_ann));
        cluster.Relays.Passes = (_, _) => false;
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        await cluster.BlockAsync(_bob, _ann);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(began) >= FeedCluster.CacheLife);
        cluster.Stores.Time.Advance(FeedCluster.CacheLife + TimeSpan.FromMilliseconds(1));

        Assert.Null(await cluster.Reel(_bobs).GetLikes(_ann));
        Assert.Empty(await cluster.FeedAsync(_ann));
    }

    [Fact]
    public async Task A_block_ends_both_follows_and_an_unblock_restores_neither()
    {
        await cluster.BlockAsync(_ann, _bob);
        Assert.Equal(BlockPending.None, (await cluster.StoredBlockAsync(_ann, _bob))!.Pending);
        Assert.Equal((false, false), (await cluster.FollowsAsync(_ann, _bob), await cluster.FollowsAsync(_bob, _ann)));
        Assert.Equal((0, 1), Counts(await cluster.User(_ann).GetProfile(_cid)));
        Assert.Equal(FollowStatus.UserNotFound, (await cluster.User(_bob).Follow(_ann)).Status);
        Assert.Equal(FollowStatus.UserNotFound, (await cluster.User(_ann).Unfollow(_bob)).Status);

        await cluster.UnblockAsync(_ann, _bob);
        Assert.Empty(await cluster.FeedAsync(_ann));
        await cluster.FollowAsync(_ann, _bob);
        Assert.Equal([_bobs], await cluster.FeedAsync(_ann));
        Assert.Null(await cluster.User(_ann).EndFollow(_bob));
        Assert.True(await cluster.FollowsAsync(_ann, _bob));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_feed_leaves_a_blocker_out_even_before_the_follow_has_ended(bool celebrity)
    {
        var cids = new List<Guid>();
        if (celebrity)
            await CrowdAsync(_bob);
        for (var i = 0; i < 3 * FeedCluster.HotEntries; i++)
        {
            cluster.Stores.Time.Advance(TimeSpan.FromMilliseconds(1));
            if (i % 4 == 0)
                cids.Insert(0, await cluster.PostAsync(_cid));
            else
                await cluster.PostAsync(_bob);
        }
        await cluster.DeliveredAsync(_bob, _cid);
        Assert.Equal(1 + (3 * FeedCluster.HotEntries), (await cluster.FeedAsync(_ann, 7)).Length);
        await cluster.CutOffBlockAsync(_bob, _ann);
        Assert.True(await cluster.FollowsAsync(_ann, _bob));

        foreach (var size in new[] { 1, 3, 100 })
            Assert.Equal(cids, await cluster.FeedAsync(_ann, size));
        await cluster.EndFollowAsync(_ann, _bob);
        Assert.Equal(cids, await cluster.FeedAsync(_ann));
    }

    [Fact]
    public async Task A_repeated_block_changes_nothing_and_two_may_block_each_other()
    {
        await cluster.BlockAsync(_ann, _bob);
        var stored = await cluster.StoredBlockAsync(_ann, _bob);
        cluster.Stores.Time.Advance(TimeSpan.FromMinutes(1));
        await cluster.BlockAsync(_ann, _bob);
        Assert.Equal(stored, await cluster.StoredBlockAsync(_ann, _bob));

        await cluster.BlockAsync(_bob, _ann);
        await cluster.UnblockAsync(_ann, _bob);
        Assert.Null(await cluster.User(_bob).GetProfile(_ann));
        await cluster.UnblockAsync(_bob, _ann);
        Assert.NotNull(await cluster.User(_bob).GetProfile(_ann));
    }

    [Fact]
    public async Task A_block_needs_an_existing_person_and_an_unblock_no_block()
    {
        var unknown = $"{Guid.NewGuid():N}";
        Assert.Equal(BlockStatus.UserNotFound, (await cluster.User(_ann).Block(unknown)).Status);
        Assert.Equal(BlockStatus.UserNotFound, (await cluster.User(_ann).Unblock(unknown)).Status);
        Assert.Equal(BlockStatus.UserNotFound, (await cluster.User(unknown).Block(_ann)).Status);
        Assert.Equal(BlockStatus.Done, (await cluster.User(_ann).Unblock(_cid)).Status);
        Assert.Null(await cluster.StoredBlockAsync(_ann, _cid));
        Assert.Null(await cluster.StoredBlockAsync(_ann, unknown));
    }

    private async Task AssertSeenOnEverySiloAsync(bool seen)
    {
        foreach (var silo in cluster.Silos.Silos)
        {
            await cluster.WakeOnAsync(silo, cluster.Reel(_bobs), () => cluster.Reel(_bobs).GetLikes(null));
            await cluster.WakeOnAsync(silo, cluster.Author(_bob), () => cluster.Author(_bob).GetReels(null, null, 1));
            await cluster.WakeOnAsync(silo, cluster.User(_ann), () => cluster.User(_ann).GetProfile(null));
            await cluster.WakeOnAsync(silo, cluster.User(_bob), () => cluster.User(_bob).GetProfile(null));

            Assert.Equal(seen, await cluster.Reel(_bobs).Get(_ann) is not null);
            Assert.Equal(seen, await cluster.Reel(_bobs).GetLikes(_ann) is not null);
            Assert.Equal(seen, await cluster.Author(_bob).GetReels(_ann, null, 1) is not null);
            Assert.Equal(seen, await cluster.User(_bob).GetProfile(_ann) is not null);
            Assert.Equal(seen, await cluster.User(_ann).GetProfile(_bob) is not null);
            Assert.NotNull(await cluster.Reel(_bobs).Get(_cid));
        }
    }

    private async Task CrowdAsync(string author)
    {
        for (var i = 0; i <= FeedCluster.PushLimit; i++)
            await cluster.FollowAsync(await cluster.Stores.PersonAsync(), author);
    }

    private static (long?, long?) Counts(ProfileView? profile) => (profile!.Followers, profile.Following);
}
