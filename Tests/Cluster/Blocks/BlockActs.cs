using Reels.Grains.Interfaces.Timelines;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Tests.Cluster.FanOut;
using Xunit;

namespace Reels.Tests.Cluster.Blocks;

/// <summary>What the API does for who blocks: the block, the note to every silo and to the timelines, and the end of the other's follow.</summary>
internal static class BlockActs
{
    /// <summary>The block of somebody who goes away before the other's follow has ended.</summary>
    public static async Task<BlockResult> CutOffBlock(this FeedCluster cluster, string blocker, string blocked)
    {
        var result = await cluster.User(blocker).Block(blocked);
        Assert.Equal(BlockStatus.Done, result.Status);
        await cluster.User(blocker).AnnounceBlock(blocked);
        return result;
    }

    public static async Task Block(this FeedCluster cluster, string blocker, string blocked)
    {
        var result = await cluster.CutOffBlock(blocker, blocked);
        await cluster.Timeline(blocker).RecordOwnWrite(result.Edge is { } edge ? new OwnWrite(Edge: edge) : OwnWrite.Other);
        if (!result.FollowsEnded)
            await cluster.EndFollow(blocked, blocker);
    }

    public static async Task Unblock(this FeedCluster cluster, string blocker, string blocked)
    {
        while ((await cluster.User(blocker).Unblock(blocked)).Status == BlockStatus.FollowsNotEnded)
        {
            await cluster.EndFollow(blocker, blocked);
            await cluster.EndFollow(blocked, blocker);
        }
        await cluster.User(blocker).AnnounceBlock(blocked);
        await cluster.Timeline(blocker).RecordOwnWrite(OwnWrite.Other);
    }

    public static async Task EndFollow(this FeedCluster cluster, string follower, string followee)
    {
        if (await cluster.User(follower).EndFollow(followee) is { } edge)
            await cluster.Timeline(follower).RecordOwnWrite(new(Edge: edge));
    }

    public static ValueTask<Block?> StoredBlock(this FeedCluster cluster, string blocker, string blocked) =>
        cluster.Stores.Embedded.Blocks.GetAsync(blocker, blocked, CancellationToken.None);

    public static async Task<bool> Follows(this FeedCluster cluster, string follower, string followee) =>
        (await cluster.Stores.Embedded.Follows.WhichFollowedAsync(follower, [followee], CancellationToken.None)).Count > 0;
}
