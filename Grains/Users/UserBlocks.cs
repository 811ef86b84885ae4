using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Grains.Views;

namespace Reels.Grains.Users;

/// <summary>
/// One user's blocks. The row of a block is durable first, and hides the two users from each other. Then the follows
/// between them are ended, each by its follower.
/// </summary>
internal sealed class UserBlocks(string userId, UserStores stores, FollowWriter follows)
{
    private readonly BlockWriter _writer = new(userId, stores);

    public async Task<BlockResult> BlockAsync(string otherId, CancellationToken cancellationToken)
    {
        var block = await _writer.SetAsync(otherId, on: true, cancellationToken);
        stores.People.InvalidateBlock(userId, otherId);
        var pending = block!.Pending;
        var edge = pending.HasFlag(BlockPending.BlockersFollow) ? await EndFollowAsync(otherId) : null;
        return new(BlockStatus.Done, edge is null ? null : UserGrain.ToMessage(edge),
            !pending.HasFlag(BlockPending.BlockedsFollow));
    }

    /// <summary>Unblocks; null where there never was a block.</summary>
    public async Task<BlockStatus?> UnblockAsync(string otherId, CancellationToken cancellationToken)
    {
        var block = await _writer.SetAsync(otherId, on: false, cancellationToken);
        stores.People.InvalidateBlock(userId, otherId);
        return block is null ? null : block.On ? BlockStatus.FollowsNotEnded : BlockStatus.Done;
    }

    /// <summary>Whether there is a block between the two now.</summary>
    public async ValueTask<bool> IsHiddenAsync(string otherId, CancellationToken cancellationToken) =>
        (await stores.Blocks.WhichHiddenAsync(userId, [otherId], cancellationToken)).Count > 0;

    /// <inheritdoc cref="IsHiddenAsync"/>
    /// <remarks>
    /// For work that has begun: its caller can't cancel it, and a store that never answers must not block the grain.
    /// </remarks>
    public Task<bool> IsHiddenWithinLimitAsync(string otherId) =>
        TimeLimits.RunAsync(limit => IsHiddenAsync(otherId, limit));

    /// <summary>
    /// Ends this user's follow of the other where there is a block between them. Returns the edge where the timeline
    /// must still record it, else null.
    /// </summary>
    public async Task<Edge?> EndFollowAsync(string otherId)
    {
        List<Block> blocks = [];
        foreach (var (blocker, blocked) in new[] { (userId, otherId), (otherId, userId) })
        {
            if (await TimeLimits.RunAsync(limit => stores.Blocks.GetAsync(blocker, blocked, limit))
                is { On: true } block)
            {
                blocks.Add(block);
            }
        }

        if (blocks.Count == 0)
            return null;
        foreach (var block in blocks.Where(block => block.Pending != BlockPending.None))
        {
            await TimeLimits.RunAsync(
                limit => stores.Blocks.ExtendLeaseAsync(block.Blocker, block.Blocked, block.Seq, stores.Leases.Until(),
                    limit));
        }

        var (_, edge) = await follows.SetAsync(otherId, on: false, CancellationToken.None);
        stores.People.InvalidateFollow(userId, otherId);
        foreach (var block in blocks)
        {
            var done = block.Blocker == userId ? BlockPending.BlockersFollow : BlockPending.BlockedsFollow;
            if (block.Pending.HasFlag(done))
            {
                await TimeLimits.RunAsync(
                    limit => stores.Blocks.SettleAsync(block.Blocker, block.Blocked, block.Seq, done, limit));
            }
        }

        return edge is not null && edge.Pending.HasFlag(EdgePending.Timeline) ? edge : null;
    }

    public async Task<Page<BlockedPersonView, PersonPosition>> ListAsync(PersonPosition? before, int limit,
        CancellationToken cancellationToken)
    {
        var blocks = await stores.Blocks.ListAsync(userId, before, limit + 1, cancellationToken);
        return await stores.People.ReadPageAsync(viewerId: null,
            [.. blocks.Select(block => new PersonPosition(block.Since, block.Blocked))], limit, place => place.UserId,
            (person, place) => new BlockedPersonView(person.Summary, place.At), cancellationToken);
    }
}
