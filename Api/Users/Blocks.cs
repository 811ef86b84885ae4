using Reels.Api.Timelines;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Timelines;
using Reels.Grains.Interfaces.Users;

namespace Reels.Api.Users;

/// <summary>A block's way through the grains: none of them calls another of its own type.</summary>
public sealed partial class Blocks(IGrainFactory grains, OwnWrites acts, ILogger<Blocks> logger)
{
    /// <summary>A block that ends only waits for follows where its making was cut off, or is under way: each time they are ended here first.</summary>
    private const int UnblockAttempts = 3;

    /// <summary>How long an answer waits for the follows between the two to end. They are hidden already, and recovery ends what is left.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<BlockStatus> Block(string userId, string otherId, CancellationToken cancellationToken)
    {
        var result = await User(userId).Block(otherId, cancellationToken);
        if (result.Status != BlockStatus.Done)
            return result.Status;
        await Task.WhenAll(
            Tell(userId, otherId),
            acts.Record(userId, result.Edge is { } edge ? new OwnWrite(Edge: edge) : OwnWrite.Other),
            result.FollowsEnded ? Task.CompletedTask : TryEndFollow(otherId, userId));
        return BlockStatus.Done;
    }

    public async Task<BlockStatus> Unblock(string userId, string otherId, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= UnblockAttempts; attempt++)
        {
            var result = await User(userId).Unblock(otherId, cancellationToken);
            if (result.Status == BlockStatus.UserNotFound)
                return result.Status;
            if (result.Status == BlockStatus.Done)
            {
                await Task.WhenAll(Tell(userId, otherId), acts.Record(userId, OwnWrite.Other));
                return result.Status;
            }

            await EndFollow(userId, otherId);
            await EndFollow(otherId, userId);
        }

        throw new StoreUnavailableException("blocks", outcomeUnknown: false);
    }

    private IUserGrain User(string userId) => grains.GetGrain<IUserGrain>(userId);

    private async Task EndFollow(string userId, string otherId)
    {
        if (await User(userId).EndFollow(otherId) is { } edge)
            await acts.Record(userId, new OwnWrite(Edge: edge));
    }

    private async Task TryEndFollow(string userId, string otherId)
    {
        try
        {
            await EndFollow(userId, otherId).WaitAsync(Patience);
        }
#pragma warning disable CA1031 // The block stands, whatever becomes of what follows from it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogLeft(failure.GetType().Name);
        }
    }

    private async Task Tell(string userId, string otherId)
    {
        try
        {
            await User(userId).AnnounceBlock(otherId);
        }
#pragma warning disable CA1031 // The block stands, and caches forget by themselves.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogUntold(failure.GetType().Name);
        }
    }

    [LoggerMessage(111, LogLevel.Warning, "A follow could not be ended after a block ({Exception}); the block hides it, and recovery ends it")]
    private partial void LogLeft(string exception);

    [LoggerMessage(112, LogLevel.Warning, "Silos could not be told of a block ({Exception}); their caches may hold what was before it for a cache life")]
    private partial void LogUntold(string exception);
}
