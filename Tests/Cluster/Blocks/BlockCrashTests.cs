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
    /// <summary>More calls than a block and everything that follows from it make.</summary>
    private const int MaxCalls = 16;

    /// <summary>The read by which a follow checks for a block: before it, and once its edge is durable.</summary>
    private const string BlockCheck = "IBlockStore.WhichHiddenAsync";

    private static readonly LeaseOptions Leases = new();
    private string _ann = "", _bob = "";

    public async ValueTask InitializeAsync()
    {
        (_ann, _bob) = await cluster.Stores.TwoPeopleAsync();
        await cluster.FollowAsync(_ann, _bob);
        await cluster.FollowAsync(_bob, _ann);
        await cluster.PostAsync(_bob);
        await cluster.DeliveredAsync(_ann, _bob);
        await cluster.FeedAsync(_ann);
    }

    public ValueTask DisposeAsync()
    {
        cluster.Heal();
        return ValueTask.CompletedTask;
    }

    public static TheoryData<int, bool, bool> Faults()
    {
        var faults = new TheoryData<int, bool, bool>();
        foreach (var call in Enumerable.Range(0, MaxCalls))
        {
            foreach (var variant in Enumerable.Range(0, 4))
                faults.Add(call, (variant & 1) != 0, (variant & 2) != 0);
        }

        return faults;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Recovery_completes_a_block_cut_off_anywhere_and_nothing_shows(int call,
        bool afterItsEffect, bool andEveryLater)
    {
        bool answered;
        using (new CallFaults(cluster.Stores.Probe, new(call, afterItsEffect, andEveryLater), IsOfBlocks))
        {
            answered = await CallFaults.TryAsync(() => cluster.BlockAsync(_ann, _bob));
            await cluster.PutToSleepAsync(cluster.User(_ann));
            await cluster.PutToSleepAsync(cluster.User(_bob));
        }

        if (await cluster.StoredBlockAsync(_ann, _bob) is not { On: true })
        {
            Assert.False(answered);
            Assert.Equal((true, true),
                (await cluster.FollowsAsync(_ann, _bob), await cluster.FollowsAsync(_bob, _ann)));
            return;
        }

        // A silo that missed the announcement forgets within one cache life.
        cluster.Stores.Time.Advance(FeedCluster.CacheLife + TimeSpan.FromMilliseconds(1));
        await AssertHiddenAsync();
        await UntilSettledAsync();
        Assert.Equal((false, false), (await cluster.FollowsAsync(_ann, _bob), await cluster.FollowsAsync(_bob, _ann)));
        foreach (var person in new[] { _ann, _bob })
        {
            Assert.Equal(default,
                (await cluster.Stores.Follows.CountsAsync([person], CancellationToken.None))[person]);
            Assert.Empty((await cluster.User(person).GetFollowers(null, null, 10))!.Items);
            Assert.Empty((await cluster.User(person).GetFollowing(null, null, 10))!.Items);
        }

        await AssertHiddenAsync();
        await cluster.UnblockAsync(_ann, _bob);
        Assert.Empty(await cluster.FeedAsync(_ann));
    }

    [Fact]
    public async Task An_unblock_waits_until_the_follows_before_the_block_have_ended()
    {
        await cluster.User(_ann).Block(_bob);
        Assert.Equal(BlockPending.BlockedsFollow, (await cluster.StoredBlockAsync(_ann, _bob))!.Pending);
        Assert.Equal(BlockStatus.FollowsNotEnded, (await cluster.User(_ann).Unblock(_bob)).Status);
        Assert.True((await cluster.StoredBlockAsync(_ann, _bob))!.On);

        await cluster.UnblockAsync(_ann, _bob);
        Assert.Equal((false, false), (await cluster.FollowsAsync(_ann, _bob), await cluster.FollowsAsync(_bob, _ann)));
        Assert.NotNull(await cluster.User(_ann).GetProfile(_bob));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_follow_overtaken_by_a_block_ends_by_itself_or_by_recovery(bool cutOff)
    {
        await cluster.UnfollowAsync(_bob, _ann);
        await using var another = await cluster.StartAnotherAsync();
        var gate = new Gate();
        var paused = 0;
        cluster.Stores.Probe.After = name => name == BlockCheck && Interlocked.Exchange(ref paused, 1) == 0
            ? gate.PassAsync()
            : Task.CompletedTask;
        var following = another.Client.GetGrain<IUserGrain>(_bob).Follow(_ann);
        await Until.TrueAsync(() => gate.Reached);
        await cluster.BlockAsync(_ann, _bob);
        Assert.Equal(BlockPending.None, (await cluster.StoredBlockAsync(_ann, _bob))!.Pending);
        cluster.Stores.Probe.Before = (name, _) => cutOff && name == BlockCheck
            ? Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: false))
            : Task.CompletedTask;
        gate.Open();

        if (cutOff)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => following);
            Assert.True(await cluster.FollowsAsync(_bob, _ann));
            cluster.Heal();
            await UntilAdvancedAsync(async () => !await cluster.FollowsAsync(_bob, _ann));
        }
        else
        {
            Assert.Equal(FollowStatus.UserNotFound, (await following).Status);
        }

        Assert.Equal((false, false), (await cluster.FollowsAsync(_ann, _bob), await cluster.FollowsAsync(_bob, _ann)));
    }

    private static bool IsOfBlocks(string call) =>
        call.StartsWith("IBlockStore.", StringComparison.Ordinal)
            || call.StartsWith("IFollowStore.", StringComparison.Ordinal);

    private async Task AssertHiddenAsync()
    {
        Assert.Empty(await cluster.FeedAsync(_ann));
        Assert.Null(await cluster.User(_bob).GetProfile(_ann));
        Assert.Null(await cluster.User(_ann).GetProfile(_bob));
        Assert.Empty((await cluster.User(_ann).GetFollowers(_ann, null, 10))!.Items);
        Assert.Empty((await cluster.User(_bob).GetFollowing(_bob, null, 10))!.Items);
    }

    private Task UntilSettledAsync() =>
        UntilAdvancedAsync(async () => (await cluster.StoredBlockAsync(_ann, _bob))!.Pending == BlockPending.None);

    /// <summary>Advance the clock until recovery has done everything that is left.</summary>
    private Task UntilAdvancedAsync(Func<Task<bool>> done) => Until.TrueAsync(async () =>
    {
        if (await done())
            return true;
        cluster.Stores.Time.Advance(Leases.Lease + Leases.RecoveryInterval);
        return false;
    });
}
