using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Grains.Users;

/// <summary>
/// Writes the blocks of one person, as <see cref="FollowWriter"/> does follows: each is decided anew from what is
/// stored until its seq is the highest.
/// </summary>
internal sealed class BlockWriter(string blocker, UserStores stores)
{
    /// <summary>Each loss means that another activation's write of the same block went through.</summary>
    private const int MaxAttempts = 8;

    // People whose last write never answered: it may still land, so what is stored now doesn't say that a wish is
    // fulfilled. A higher seq does.
    private readonly HashSet<string> _inDoubt = [];
    private long _lastSeq;

    /// <summary>
    /// Makes the block hold, or end, and answers it as it then stands: still on where it waits for follows to end; null
    /// where one that never was is ended.
    /// </summary>
    public Task<Block?> SetAsync(string blocked, bool on, CancellationToken cancellationToken) =>
        TimeLimits.WriteAsync(limit => SetWithinAsync(blocked, on, limit), cancellationToken);

    private async ValueTask<Block?> SetWithinAsync(string blocked, bool on, CancellationToken limit)
    {
        var stored = await stores.Blocks.GetAsync(blocker, blocked, limit);
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var isSo = (stored?.On ?? false) == on;
            if (isSo && !_inDoubt.Contains(blocked))
                return stored;

            // A follow from before the block would be there again: it is hidden only while the block is on.
            if (!on && stored is { On: true, Pending: not BlockPending.None })
                return stored;

            // A seq is used up whatever becomes of its write: one that may be stored is never given to another state.
            _lastSeq = Math.Max(_lastSeq, stored?.Seq ?? 0) + 1;
            var since = isSo && stored is not null ? stored.Since : stores.Time.Now();
            var block = new Block(blocker, blocked, on, since, _lastSeq,
                on ? BlockPending.BlockersFollow | BlockPending.BlockedsFollow : BlockPending.None);
            _inDoubt.Add(blocked);
            stored = await stores.Blocks.SetAsync(block, stores.Leases.Until(), limit);

            // Past the limit the caller has its answer, and another turn may be at this block: the doubt is for that
            // one to end.
            limit.ThrowIfCancellationRequested();
            _inDoubt.Remove(blocked);
            if (stored == block)
                return block;
        }

        throw StoreUnavailableException.Contended();
    }
}
