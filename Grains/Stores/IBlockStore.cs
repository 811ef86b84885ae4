using Reels.Grains.Interfaces;

namespace Reels.Grains.Stores;

/// <summary>
/// Who has blocked whom. A block is a state, applied with its seq as the fence, and is made and ended by its blocker
/// alone. Nobody reads all that a person is hidden from, however many they are: readers ask for the people at hand.
/// </summary>
public interface IBlockStore
{
    /// <summary>
    /// Sets the block to this state where its seq is above the stored one, and answers the block as it then stands.
    /// </summary>
    /// <param name="leaseUntil">Until then <see cref="ListLapsedAsync"/> leaves a pending block to its writer.</param>
    ValueTask<Block> SetAsync(Block block, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    ValueTask<Block?> GetAsync(string blocker, string blocked, CancellationToken cancellationToken);

    /// <summary>Takes <paramref name="done"/> off what is pending, where the block still has this seq.</summary>
    ValueTask SettleAsync(string blocker, string blocked, long seq, BlockPending done,
        CancellationToken cancellationToken);

    /// <summary>
    /// Blocks that are on, by this blocker, by (since, blocked) descending, strictly after <paramref name="before"/> in
    /// that order.
    /// </summary>
    ValueTask<IReadOnlyList<Block>> ListAsync(string blocker, PersonPosition? before, int limit,
        CancellationToken cancellationToken);

    /// <summary>Those of <paramref name="others"/> whom the user has blocked, or who have blocked the user.</summary>
    ValueTask<IReadOnlySet<string>> WhichHiddenAsync(string userId, IReadOnlyCollection<string> others,
        CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> blocks with something pending whose lease ended before <paramref name="now"/> and
    /// whose blocker is of these <see cref="Shards"/>: shard by shard in the order given, and in each first those whose
    /// lease ended first.
    /// </summary>
    ValueTask<IReadOnlyList<Block>> ListLapsedAsync(IReadOnlyCollection<int> shards, DateTimeOffset now, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Moves the lease of a block that still has this seq, so that a failing step is tried again later, not at once.
    /// </summary>
    ValueTask ExtendLeaseAsync(string blocker, string blocked, long seq, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> blocks, ended ones too, that the user is on either side of; answers how
    /// many.
    /// </summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);
}

/// <summary>What a block still waits for. Only blocks that are on wait.</summary>
[Flags]
public enum BlockPending
{
    None = 0,

    /// <summary>The blocker may still follow the blocked.</summary>
    BlockersFollow = 1,

    /// <summary>The blocked may still follow the blocker.</summary>
    BlockedsFollow = 2,
}

/// <param name="Blocker">User id.</param>
/// <param name="Blocked">User id.</param>
/// <param name="On">Whether the block holds.</param>
/// <param name="Since">When it last changed, UTC.</param>
/// <param name="Seq">Rising with each change.</param>
/// <param name="Pending">What it still waits for.</param>
public sealed record Block(string Blocker, string Blocked, bool On, DateTimeOffset Since, long Seq,
    BlockPending Pending) : IFencedState;
