using Reels.Grains.Interfaces;

namespace Reels.Grains.Stores;

/// <summary>
/// Blocks between users. A block is a state that is fenced by its seq, and only its blocker writes it. Very many people
/// may be hidden from one user: where there are too many to list, callers ask about the people that they show.
/// </summary>
public interface IBlockStore
{
    /// <summary>
    /// Stores the block where its seq is higher than the stored one. Returns the block that is stored then.
    /// </summary>
    /// <param name="leaseUntil">Until then <see cref="ListLapsedAsync"/> doesn't list a pending block: its writer works
    /// on it.</param>
    ValueTask<Block> SetAsync(Block block, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    ValueTask<Block?> GetAsync(string blocker, string blocked, CancellationToken cancellationToken);

    /// <summary>
    /// Removes <paramref name="done"/> from what is pending, where the stored block still has this seq.
    /// </summary>
    ValueTask SettleAsync(string blocker, string blocked, long seq, BlockPending done,
        CancellationToken cancellationToken);

    /// <summary>
    /// The blocker's blocks that are on, ordered by (since, blocked) descending, strictly after
    /// <paramref name="before"/> in that order (null: from the first).
    /// </summary>
    ValueTask<IReadOnlyList<Block>> ListAsync(string blocker, PersonPosition? before, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Everyone who has blocked the user, or whom the user has blocked; null where that takes more than
    /// <paramref name="limit"/> blocks.
    /// </summary>
    ValueTask<IReadOnlySet<string>?> AllHiddenAsync(string userId, int limit, CancellationToken cancellationToken);

    /// <summary>Those of <paramref name="others"/> who have blocked the user, or whom the user has blocked.</summary>
    ValueTask<IReadOnlySet<string>> WhichHiddenAsync(string userId, IReadOnlyCollection<string> others,
        CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> pending blocks whose lease ended before <paramref name="now"/> and whose blocker
    /// is in one of these <see cref="Shards"/>. Shards come in the given order; within a shard, the block whose lease
    /// ended first comes first.
    /// </summary>
    ValueTask<IReadOnlyList<Block>> ListLapsedAsync(IReadOnlyCollection<int> shards, DateTimeOffset now, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Moves the lease of a block that still has this seq, so that recovery tries a failing step again later, and not
    /// immediately.
    /// </summary>
    ValueTask ExtendLeaseAsync(string blocker, string blocked, long seq, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> blocks, ended ones too, by the user or of the user. Returns how many.
    /// </summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);
}

/// <summary>Work that a block still needs. A block that is off needs none.</summary>
[Flags]
public enum BlockPending
{
    None = 0,

    /// <summary>The blocker may still follow the blocked user.</summary>
    BlockersFollow = 1,

    /// <summary>The blocked user may still follow the blocker.</summary>
    BlockedsFollow = 2,
}

/// <param name="Blocker">User id.</param>
/// <param name="Blocked">User id.</param>
/// <param name="On">False where it has ended; the row is kept for its seq.</param>
/// <param name="Since">When it last changed, UTC.</param>
/// <param name="Seq">Rises with each change.</param>
/// <param name="Pending">Work that it still needs.</param>
public sealed record Block(string Blocker, string Blocked, bool On, DateTimeOffset Since, long Seq,
    BlockPending Pending);
