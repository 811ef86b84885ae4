using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Tests.Cluster.Faults;
using Xunit;

namespace Reels.Tests.Cluster.Users;

[Collection(nameof(ReelsCluster))]
public sealed class FollowFailureTests(ReelsCluster cluster)
{
    public static TheoryData<string, bool, bool, bool> Steps()
    {
        var steps = new TheoryData<string, bool, bool, bool>();
        foreach (var call in new[]
                 {
                     "IProfileStore.GetManyAsync", "IFollowStore.GetAsync", "IFollowStore.FollowsMoreAsync",
                     "IReelStore.NthNewestAsync", "IFollowStore.LastSeqAsync",
                     "IFollowStore.SetAsync", "IReelStore.ListByAuthorAsync", "ITimelineStore.AddAsync",
                     "IFollowStore.SettleAsync",
                 })
        {
            foreach (var variant in Enumerable.Range(0, 8))
                steps.Add(call, (variant & 1) != 0, (variant & 2) != 0, (variant & 4) != 0);
        }

        return steps;
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Recovery_completes_a_follow_that_crashed_between_any_two_steps(string failing,
        bool afterItsEffect, bool retried, bool unfollow)
    {
        var (ann, bob) = await cluster.Stores.TwoPeopleAsync();
        var reel = await cluster.Stores.ReelAsync(bob);
        if (unfollow)
        {
            await User(ann).Follow(bob);
            await UntilBackfilledAsync(ann, bob);
        }

        // The activation that failed has ended, and the next one does not know of the failure.
        using (cluster.Probe.FailOnce(failing, afterItsEffect))
        {
            await CallFaults.TryAsync(() => DoAsync(ann, bob, unfollow));
            await cluster.PutToSleepAsync(User(ann));
        }

        if (retried)
            Assert.Equal(FollowStatus.Done, (await DoAsync(ann, bob, unfollow)).Status);
        var known = await FollowAgreement.ReadAsync(cluster, [ann, bob]);
        if (retried)
            Assert.Equal(!unfollow, known.Contains((ann, bob)));

        await User(ann).Resume(bob);
        Assert.Equal(known, await FollowAgreement.ReadAsync(cluster, [ann, bob]));
        if (!known.Contains((ann, bob)))
            return;
        Assert.False((await EdgeAsync(ann, bob))!.Pending.HasFlag(EdgePending.Backfill));
        Assert.Equal(reel,
            Assert.Single(await cluster.Stores.Timelines.ListAsync(ann, null, 20, default)).Reel.Id);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Follows_agree_through_two_activations_failures_and_retries(int seed)
    {
        var people = await cluster.Stores.PeopleAsync(5);
        cluster.Probe.FailSome(seed, oneIn: 12, name => name.StartsWith("IFollowStore.", StringComparison.Ordinal));
        var last = await Task.WhenAll(
            from follower in people
            from followee in people
            where follower != followee
            select WriteAtRandomAsync(follower, followee,
                new Random(HashCode.Combine(seed, Array.IndexOf(people, follower), Array.IndexOf(people, followee)))));
        (cluster.Probe.Before, cluster.Probe.After) = (null, null);

        var known = await FollowAgreement.ReadAsync(cluster, people);
        Assert.Equal(last.Where(edge => edge.On).Select(edge => edge.Edge).ToHashSet(), known);
    }

    [Fact]
    public async Task A_follow_is_answered_without_the_count_that_cannot_be_read()
    {
        var (ann, bob) = await cluster.Stores.TwoPeopleAsync();
        cluster.Probe.Before = (name, _) => name == "IFollowStore.CountsAsync"
            ? Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: false))
            : Task.CompletedTask;
        var answer = await User(ann).Follow(bob);
        cluster.Probe.Before = null;
        Assert.Equal((FollowStatus.Done, true, null), (answer.Status, answer.Edge!.On, answer.Followers));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_that_hangs_times_out_and_takes_no_effect_later(bool afterItsEffect)
    {
        var (ann, bob) = await cluster.Stores.TwoPeopleAsync();
        var hang = new Gate();
        var hung = 0;
        Task HangAsync(string name) =>
            name == "IFollowStore.SetAsync" && Interlocked.Exchange(ref hung, 1) == 0 ? hang.PassAsync()
                : Task.CompletedTask;
        cluster.Probe.Before = afterItsEffect ? null : (name, _) => HangAsync(name);
        cluster.Probe.After = afterItsEffect ? HangAsync : null;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => User(ann).Follow(bob));
        (cluster.Probe.Before, cluster.Probe.After) = (null, null);

        Assert.Equal(FollowStatus.Done, (await User(ann).Unfollow(bob)).Status);
        hang.Open();
        await cluster.PutToSleepAsync(User(ann));
        Assert.Empty(await FollowAgreement.ReadAsync(cluster, [ann, bob]));
    }

    [Theory]
    [InlineData("Follow", "IBlockStore.WhichHiddenAsync", 2)]
    [InlineData("Resume", "IFollowStore.GetAsync", 1)]
    [InlineData("Resume", "IBlockStore.WhichHiddenAsync", 1)]
    [InlineData("EndFollow", "IBlockStore.GetAsync", 1)]
    public async Task A_read_that_hangs_after_the_commit_times_out_too(string operation, string call, int which)
    {
        var (ann, bob) = await cluster.Stores.TwoPeopleAsync();
        if (operation == "Resume")
            await User(ann).Follow(bob);
        var hang = new Gate();
        var calls = 0;
        cluster.Probe.Before = (name, _) => name == call && Interlocked.Increment(ref calls) == which
            ? hang.PassAsync()
            : Task.CompletedTask;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => operation switch
        {
            "Follow" => User(ann).Follow(bob),
            "Resume" => User(ann).Resume(bob),
            _ => User(ann).EndFollow(bob),
        });
        cluster.Probe.Before = null;
        Assert.True(hang.Reached);
        Assert.Equal(FollowStatus.Done, (await User(ann).Unfollow(bob)).Status);
        hang.Open();
    }

    /// <summary>
    /// Follow and unfollow as one person, one after the other through either activation, each repeated until it is
    /// answered.
    /// </summary>
    private async Task<((string, string) Edge, bool On)> WriteAtRandomAsync(string follower, string followee,
        Random random)
    {
        var on = false;
        for (var i = 0; i < 8; i++)
        {
            on = random.Next(2) == 0;
            var grain = (random.Next(2) == 0 ? cluster.Client : cluster.ClientElsewhere).GetGrain<IUserGrain>(follower);
            for (var answered = false; !answered;)
            {
                try
                {
                    var answer = await (on ? grain.Follow(followee) : grain.Unfollow(followee));
                    Assert.Equal((FollowStatus.Done, on), (answer.Status, answer.Edge?.On ?? false));
                    answered = true;
                }
                catch (StoreUnavailableException)
                {
                    // A client repeats a call that was not answered.
                }
            }
        }

        return ((follower, followee), on);
    }

    private Task<FollowResult> DoAsync(string follower, string followee, bool unfollow) =>
        unfollow ? User(follower).Unfollow(followee) : User(follower).Follow(followee);

    private IUserGrain User(string id) => cluster.Client.GetGrain<IUserGrain>(id);

    private ValueTask<Edge?> EdgeAsync(string follower, string followee) =>
        cluster.Stores.Follows.GetAsync(follower, followee, default);

    private Task UntilBackfilledAsync(string follower, string followee) =>
        Until.TrueAsync(async () => (await EdgeAsync(follower, followee))!.Pending == EdgePending.Timeline);
}
