using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Relationships;
using Reels.Grains.Interfaces.Timelines;
using Reels.Grains.Interfaces.Users;

namespace Reels.Grains.Relationships;

/// <summary>
/// The calls of a follow or a block, in their order. They have their own grain because no grain may call another of its
/// type. Work that is cut off stays pending in the stores, and recovery finishes it through the same methods.
/// </summary>
[StatelessWorker]
[GrainType("relationship")]
internal sealed partial class RelationshipGrain(ILogger<RelationshipGrain> logger) : Grain, IRelationshipGrain
{
    /// <summary>
    /// An unblock finds follows to end only where its block was cut off or still runs. Each attempt ends them first.
    /// </summary>
    private const int MaxUnblockAttempts = 3;

    /// <summary>
    /// Most time that an answer waits for a step after the commit. After it recovery finishes the step.
    /// </summary>
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(1);

    public async Task<FollowOutcome> Follow(string followerId, string followeeId,
        CancellationToken cancellationToken = default) =>
        await RecordAsync(followerId, await User(followerId).Follow(followeeId, cancellationToken));

    public async Task<FollowOutcome> Unfollow(string followerId, string followeeId,
        CancellationToken cancellationToken = default) =>
        await RecordAsync(followerId, await User(followerId).Unfollow(followeeId, cancellationToken));

    public async Task<BlockStatus> Block(string blockerId, string blockedId,
        CancellationToken cancellationToken = default)
    {
        var result = await User(blockerId).Block(blockedId, cancellationToken);
        if (result.Status != BlockStatus.Done)
            return result.Status;
        await Task.WhenAll(
            User(blockerId).AnnounceBlock(blockedId),
            TryRecordAsync(blockerId, result.Edge is { } edge ? new OwnWrite(Edge: edge) : OwnWrite.Other),
            result.FollowsEnded ? Task.CompletedTask : TryEndFollowAsync(blockedId, blockerId));
        return BlockStatus.Done;
    }

    public async Task<BlockStatus> Unblock(string blockerId, string blockedId,
        CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; attempt <= MaxUnblockAttempts; attempt++)
        {
            var result = await User(blockerId).Unblock(blockedId, cancellationToken);
            if (result.Status == BlockStatus.UserNotFound)
                return result.Status;
            if (result.Status == BlockStatus.Done)
            {
                await Task.WhenAll(User(blockerId).AnnounceBlock(blockedId),
                    TryRecordAsync(blockerId, OwnWrite.Other));
                return result.Status;
            }

            await EndFollow(blockerId, blockedId);
            await EndFollow(blockedId, blockerId);
        }

        throw StoreUnavailableException.Contended();
    }

    public async Task ResumeFollow(string followerId, string followeeId) =>
        await RecordOrThrowAsync(followerId, await User(followerId).Resume(followeeId));

    public async Task EndFollow(string followerId, string followeeId) =>
        await RecordOrThrowAsync(followerId, await User(followerId).EndFollow(followeeId));

    private IUserGrain User(string userId) => GrainFactory.GetGrain<IUserGrain>(userId);

    private ITimelineGrain Timeline(string userId) => GrainFactory.GetGrain<ITimelineGrain>(userId);

    private Task RecordOrThrowAsync(string followerId, FollowEdge? edge) =>
        edge is null ? Task.CompletedTask : Timeline(followerId).RecordOwnWrite(new OwnWrite(Edge: edge));

    private async Task<FollowOutcome> RecordAsync(string followerId, FollowResult result)
    {
        if (result.Edge is { } edge)
            await TryRecordAsync(followerId, new OwnWrite(Edge: edge));
        return new(result.Status, result.Followers);
    }

    private async Task TryRecordAsync(string userId, OwnWrite write)
    {
        try
        {
            await Timeline(userId).RecordOwnWrite(write).WaitAsync(StepLimit);
        }
#pragma warning disable CA1031 // The write is durable, even if it is not recorded.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotRecorded(exception.GetType().Name);
        }
    }

    private async Task TryEndFollowAsync(string followerId, string followeeId)
    {
        try
        {
            await EndFollow(followerId, followeeId).WaitAsync(StepLimit);
        }
#pragma warning disable CA1031 // The block is durable, even if the follow is not ended.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFollowNotEnded(exception.GetType().Name);
        }
    }

    [LoggerMessage(2110, LogLevel.Warning,
        "A follow or block was not recorded with its reader's timeline ({Exception}); "
        + "it is durable, and recovery records it")]
    private partial void LogNotRecorded(string exception);

    [LoggerMessage(2111, LogLevel.Warning,
        "A follow was not ended after a block ({Exception}); the block hides it, and recovery ends it")]
    private partial void LogFollowNotEnded(string exception);
}
