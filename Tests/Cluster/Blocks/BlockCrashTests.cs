using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Jobs;
using Reels.Grains.Stores;
using Reels.Tests.Cluster.FanOut;
using Reels.Tests.Cluster.Faults;
using Xunit;

namespace Reels.Tests.Cluster.Blocks;

[Collection(nameof(FeedCluster))]
public sealed class BlockCrashTests(FeedCluster cluster) : IAsyncLifetime
{
    /// <summary>More than a block with all that follows from it makes.</summary>
    private const int Calls = 16;

    /// <summary>How a follow looks for a block: before it, and once its edge is durable.</summary>
    private const string Look = "IBlockStore.WhichHiddenAsync";

    private static readonly LeaseOptions Leases = new();
    private string _ann = "", _bob = "";

    public async ValueTask InitializeAsync()
    {
        (_ann, _bob) = await cluster.Stores.People(2) is [var a, var b] ? (a, b) : default;
        await cluster.Follow(_ann, _bob);
        await cluster.Follow(_bob, _ann);
        await cluster.Post(_bob);
        await cluster.Delivered(_ann, _bob);
        await cluster.Feed(_ann);
    }

    public ValueTask DisposeAsync()
    {
        cluster.Heal();
        return ValueTask.CompletedTask;
    }

    public static TheoryData<int, bool, bool> Faults()
    {
        var faults = new TheoryData<int, bool, bool>();
        foreach (var call in Enumerable.Range(0, Calls))
        {
            foreach (var variant in Enumerable.Range(0, 4))
                faults.Add(call, (variant & 1) != 0, (variant & 2) != 0);
        }

        return faults;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_block_that_was_cut_off_anywhere_is_ended_by_recovery_with_nothing_seen_meanwhile(int call, bool afterItsEffect, bool andEveryLater)
    {
        bool answered;
        using (new CallFaults(cluster.Stores.Probe, new(call, afterItsEffect, andEveryLater), IsOfBlocks))
        {
            answered = await Try(() => cluster.Block(_ann, _bob));
            await cluster.PutToSleep(cluster.User(_ann));
            await cluster.PutToSleep(cluster.User(_bob));
        }

        if (await cluster.StoredBlock(_ann, _bob) is not { On: true })
        {
            Assert.False(answered);
            Assert.Equal((true, true), (await cluster.Follows(_ann, _bob), await cluster.Follows(_bob, _ann)));
            return;
        }

        // Who was not told of it forgets within a cache life.
        cluster.Stores.Time.Advance(FeedCluster.CacheLife + TimeSpan.FromMilliseconds(1));
        await AssertHidden();
        await UntilSettled();
        Assert.Equal((false, false), (await cluster.Follows(_ann, _bob), await cluster.Follows(_bob, _ann)));
        foreach (var person in new[] { _ann, _bob })
        {
            Assert.Equal(default, (await cluster.Stores.Embedded.Follows.CountsAsync([person], CancellationToken.None))[person]);
            Assert.Empty((await cluster.User(person).GetFollowers(null, null, 10))!.Items);
            Assert.Empty((await cluster.User(person).GetFollowing(null, null, 10))!.Items);
        }

        await AssertHidden();
        await cluster.Unblock(_ann, _bob);
        Assert.Empty(await cluster.Feed(_ann));
    }

    [Fact]
    public async Task A_block_does_not_end_before_the_follows_from_before_it_have()
    {
        await cluster.User(_ann).Block(_bob);
        Assert.Equal(BlockPending.BlockedsFollow, (await cluster.StoredBlock(_ann, _bob))!.Pending);
        Assert.Equal(BlockStatus.FollowsNotEnded, (await cluster.User(_ann).Unblock(_bob)).Status);
        Assert.True((await cluster.StoredBlock(_ann, _bob))!.On);

        await cluster.Unblock(_ann, _bob);
        Assert.Equal((false, false), (await cluster.Follows(_ann, _bob), await cluster.Follows(_bob, _ann)));
        Assert.NotNull(await cluster.User(_ann).GetProfile(_bob));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_follow_that_a_block_overtakes_ends_with_its_own_turn_or_by_recovery(bool cutOff)
    {
        await cluster.Unfollow(_bob, _ann);
        await using var another = await cluster.StartAnother();
        var gate = new Gate();
        var held = 0;
        cluster.Stores.Probe.After = name => name == Look && Interlocked.Exchange(ref held, 1) == 0 ? gate.Pass() : Task.CompletedTask;
        var following = another.Client.GetGrain<IUserGrain>(_bob).Follow(_ann);
        await Until.True(() => gate.Reached);
        await cluster.Block(_ann, _bob);
        Assert.Equal(BlockPending.None, (await cluster.StoredBlock(_ann, _bob))!.Pending);
        cluster.Stores.Probe.Before = (name, _) => cutOff && name == Look
            ? Task.FromException(new StoreUnavailableException("test", outcomeUnknown: false))
            : Task.CompletedTask;
        gate.Open();

        if (cutOff)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => following);
            Assert.True(await cluster.Follows(_bob, _ann));
            cluster.Heal();
            await UntilAdvanced(async () => !await cluster.Follows(_bob, _ann));
        }
        else
        {
            Assert.Equal(FollowStatus.UserNotFound, (await following).Status);
        }

        Assert.Equal((false, false), (await cluster.Follows(_ann, _bob), await cluster.Follows(_bob, _ann)));
    }

    private static bool IsOfBlocks(string call) => call.StartsWith("IBlockStore.", StringComparison.Ordinal) || call.StartsWith("IFollowStore.", StringComparison.Ordinal);

    private static async Task<bool> Try(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private async Task AssertHidden()
    {
        Assert.Empty(await cluster.Feed(_ann));
        Assert.Null(await cluster.User(_bob).GetProfile(_ann));
        Assert.Null(await cluster.User(_ann).GetProfile(_bob));
        Assert.Empty((await cluster.User(_ann).GetFollowers(_ann, null, 10))!.Items);
        Assert.Empty((await cluster.User(_bob).GetFollowing(_bob, null, 10))!.Items);
    }

    private Task UntilSettled() => UntilAdvanced(async () => (await cluster.StoredBlock(_ann, _bob))!.Pending == BlockPending.None);

    /// <summary>Nobody does anything but recovery, whose time comes.</summary>
    private Task UntilAdvanced(Func<Task<bool>> done) => Until.True(async () =>
    {
        if (await done())
            return true;
        cluster.Stores.Time.Advance(Leases.Lease + Leases.RecoveryInterval);
        return false;
    });
}
