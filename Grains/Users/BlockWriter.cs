using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Grains.Users;

/// <summary>Writes the blocks of one blocker.</summary>
internal sealed class BlockWriter(string blocker, UserStores stores) : FencedWriter<Block>
{
    /// <summary>
    /// Blocks or unblocks, and returns the stored block: still on where an unblock must wait for follows to end; null
    /// where a block that never existed is ended.
    /// </summary>
    public async Task<Block?> SetAsync(string blocked, bool on, CancellationToken cancellationToken) =>
        (await WriteAsync(blocked, on, cancellationToken)).Stored;

    protected override ValueTask<Block?> GetAsync(string other, CancellationToken limit) =>
        stores.Blocks.GetAsync(blocker, other, limit);

    protected override ValueTask<Block> SetAsync(Block state, CancellationToken limit) =>
        stores.Blocks.SetAsync(state, stores.Leases.Until(), limit);

    protected override ValueTask<Block?> NextAsync(string other, bool on, Block? stored, CancellationToken limit)
    {
        // A follow from before the block would appear again: it is hidden only while the block is on.
        if (!on && stored is { On: true, Pending: not BlockPending.None })
            return new((Block?)null);
        var since = stored is not null && stored.On == on ? stored.Since : stores.Time.Now();
        var pending = on ? BlockPending.BlockersFollow | BlockPending.BlockedsFollow : BlockPending.None;
        return new(new Block(blocker, other, on, since, Seq: 0, pending));
    }

    // The seq that is stored with each block is enough.
    protected override ValueTask<long> LastSeqAsync(CancellationToken limit) => new(0);

    protected override bool IsOn(Block state) => state.On;

    protected override long SeqOf(Block state) => state.Seq;

    protected override Block WithSeq(Block state, long seq) => state with { Seq = seq };
}
