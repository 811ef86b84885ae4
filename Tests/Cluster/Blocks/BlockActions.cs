using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Tests.Cluster.FanOut;
using Xunit;

namespace Reels.Tests.Cluster.Blocks;

/// <summary>Blocks and unblocks as clients make them, and the parts of a block that was cut off.</summary>
internal static class BlockActions
{
    /// <summary>Block a person, and stop before the blocked person's follow has ended.</summary>
    public static async Task<BlockResult> CutOffBlockAsync(this FeedCluster cluster, string blocker, string blocked)
    {
        var result = await cluster.User(blocker).Block(blocked);
        Assert.Equal(BlockStatus.Done, result.Status);
        await cluster.User(blocker).AnnounceBlock(blocked);
        return result;
    }

    public static async Task BlockAsync(this FeedCluster cluster, string blocker, string blocked) =>
        Assert.Equal(BlockStatus.Done, await cluster.Relationships.Block(blocker, blocked));

    public static async Task UnblockAsync(this FeedCluster cluster, string blocker, string blocked) =>
        Assert.Equal(BlockStatus.Done, await cluster.Relationships.Unblock(blocker, blocked));

    public static Task EndFollowAsync(this FeedCluster cluster, string follower, string followee) =>
        cluster.Relationships.EndFollow(follower, followee);

    public static ValueTask<Block?> StoredBlockAsync(this FeedCluster cluster, string blocker, string blocked) =>
        cluster.Stores.Blocks.GetAsync(blocker, blocked, CancellationToken.None);

    public static async Task<bool> FollowsAsync(this FeedCluster cluster, string follower, string followee) =>
        (await cluster.Stores.Follows.WhichFollowedAsync(follower, [followee],
            CancellationToken.None)).Count > 0;
}
