using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Cluster.Users;

/// <summary>
/// All people follow, unfollow, block and unblock each other through two activations each, while stores fail.
/// </summary>
[Collection(nameof(ReelsCluster))]
public sealed class BlockInterleavingTests(ReelsCluster cluster)
{
    private const int People = 4;
    private const int Writes = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task No_follow_outlives_a_block_through_failures_and_retries(int seed)
    {
        var people = await cluster.Stores.PeopleAsync(People);
        var pairs = (from one in people
                     from other in people
                     where one != other
                     select (One: one, Other: other)).ToList();
        cluster.Probe.FailSome(seed, oneIn: 15, name => name.StartsWith("IFollowStore.", StringComparison.Ordinal)
            || name.StartsWith("IBlockStore.", StringComparison.Ordinal));
        var blocks = await Task.WhenAll(
            pairs.Select((pair, i) => WriteAtRandomAsync(pair.One, pair.Other, new Random(HashCode.Combine(seed, i)))));
        (cluster.Probe.Before, cluster.Probe.After) = (null, null);
        await RecoverAsync(pairs);

        // No silo received an announcement: blocks in caches expire with the life of caches.
        cluster.Stores.Time.Advance(TimeSpan.FromSeconds(3));
        foreach (var (pair, on) in pairs.Zip(blocks))
        {
            var stored = await cluster.Stores.Blocks.GetAsync(pair.One, pair.Other, default);
            Assert.Equal((on, BlockPending.None), (stored?.On ?? false, stored?.Pending ?? BlockPending.None));
            Assert.Equal(on,
                (await User(pair.One).GetBlocks(null, 10)).Items.Any(blocked => blocked.Summary.Id == pair.Other));
        }

        var active = pairs.Zip(blocks).Where(block => block.Second).Select(block => block.First).ToHashSet();
        var follows = await FollowAgreement.ReadAsync(cluster, people);
        Assert.DoesNotContain(follows,
            edge => active.Contains(edge) || active.Contains((edge.Followee, edge.Follower)));
        foreach (var (one, other) in pairs)
        {
            Assert.Equal(active.Contains((one, other)) || active.Contains((other, one)),
                await User(one).GetProfile(other) is null);
        }
    }

    /// <summary>
    /// Follow, unfollow, block and unblock one person as another, one after the other, each repeated until it is
    /// answered; whether the last one was a block.
    /// </summary>
    private async Task<bool> WriteAtRandomAsync(string one, string other, Random random)
    {
        var blocks = false;
        for (var i = 0; i < Writes; i++)
        {
            var clients = random.Next(2) == 0 ? (cluster.Client, cluster.ClientElsewhere)
                : (cluster.ClientElsewhere, cluster.Client);
            switch (random.Next(5))
            {
                case < 2:
                    await UntilAnsweredAsync(() => clients.Item1.GetGrain<IUserGrain>(one).Follow(other));
                    break;
                case 2:
                    await UntilAnsweredAsync(() => clients.Item1.GetGrain<IUserGrain>(one).Unfollow(other));
                    break;
                case 3:
                    blocks = true;
                    var blocked = await UntilAnsweredAsync(() => clients.Item1.GetGrain<IUserGrain>(one).Block(other));

                    // Sometimes the blocker stops before the other's follow has ended.
                    if (!blocked.FollowsEnded && random.Next(3) > 0)
                        await UntilAnsweredAsync(() => clients.Item2.GetGrain<IUserGrain>(other).EndFollow(one));
                    break;
                default:
                    blocks = false;
                    while ((await UntilAnsweredAsync(
                        () => clients.Item1.GetGrain<IUserGrain>(one)
                            .Unblock(other))).Status == BlockStatus.FollowsNotEnded)
                    {
                        await UntilAnsweredAsync(() => clients.Item2.GetGrain<IUserGrain>(one).EndFollow(other));
                        await UntilAnsweredAsync(() => clients.Item2.GetGrain<IUserGrain>(other).EndFollow(one));
                    }
                    break;
            }
        }

        return blocks;
    }

    /// <summary>Do what recovery does, for everything that is pending.</summary>
    private async Task RecoverAsync(List<(string One, string Other)> pairs)
    {
        foreach (var (one, other) in pairs)
        {
            if (await cluster.Stores.Blocks.GetAsync(one, other, default)
                is { Pending: not BlockPending.None })
            {
                await User(one).EndFollow(other);
                await User(other).EndFollow(one);
            }

            await User(one).Resume(other);
        }
    }

    private static async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (StoreUnavailableException)
            {
                // A client repeats a call that was not answered.
            }
        }
    }

    private IUserGrain User(string id) => cluster.Client.GetGrain<IUserGrain>(id);
}
