using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.Projection.Blocks;

namespace Reels.Silo.Stores.MongoDb.Blocks;

internal sealed class MongoBlockStore(MongoEngine engine) : IBlockTruth
{
    private const int MaxAttempts = 16;

    private readonly MongoCollection<BlockDocument> _blocks = engine.Collection<BlockDocument>(BlockQueries.Collection);

    public async ValueTask<Block> SetAsync(Block block, DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        var document = BlockDocument.Of(block, leaseUntil);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await _blocks.ReplaceAsync(BlockQueries.Older(document), document)
                || await _blocks.InsertAsync(document))
            {
                return block;
            }

            // Null where it was erased meanwhile; older where it was set meanwhile.
            if (await GetAsync(block.Blocker, block.Blocked, cancellationToken) is { } stored
                && stored.Seq >= block.Seq)
            {
                return stored;
            }
        }

        throw StoreUnavailableException.Contended();
    }

    public async ValueTask<Block?> GetAsync(string blocker, string blocked, CancellationToken cancellationToken) =>
        (await _blocks.FindOneAsync(BlockQueries.ById(blocker, blocked), cancellationToken))?.Block;

    public async ValueTask SettleAsync(string blocker, string blocked, long seq, BlockPending done,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await _blocks.FindAndUpdateAsync(BlockQueries.WithSeq(blocker, blocked, seq), BlockQueries.Settle(done))
            is { Pending.Count: 0, Open: not null } settled)
        {
            await AfterCommit.RunAsync(
                () => _blocks.UpdateOneAsync(BlockQueries.Settled(settled), BlockQueries.Close));
        }
    }

    public async ValueTask<IReadOnlyList<Block>> ListAsync(string blocker, PersonPosition? before, int limit,
        CancellationToken cancellationToken) =>
        [.. (await _blocks.FindAsync(BlockQueries.OnBefore(blocker, before), BlockQueries.NewestFirst, limit,
            cancellationToken)).Select(block => block.Block)];

    public async ValueTask<IReadOnlySet<string>?> AllHiddenAsync(string userId, int limit,
        CancellationToken cancellationToken)
    {
        var found = await _blocks.FindAsync(BlockQueries.OnOf(userId), null, limit + 1, cancellationToken);
        return found.Count > limit ? null
            : found.Select(block => block.Blocker == userId ? block.Blocked : block.Blocker).ToHashSet();
    }

    public async ValueTask<IReadOnlySet<string>> WhichHiddenAsync(string userId, IReadOnlyCollection<string> others,
        CancellationToken cancellationToken)
    {
        var ids = others.SelectMany(other =>
            new[] { BlockQueries.IdOf(userId, other), BlockQueries.IdOf(other, userId) });
        var found = await _blocks.FindAnyAsync(ids, BlockQueries.OnByIds, cancellationToken);
        return found.Select(block => block.Blocker == userId ? block.Blocked : block.Blocker).ToHashSet();
    }

    public async ValueTask<IReadOnlyList<Block>> ListLapsedAsync(IReadOnlyCollection<int> shards, DateTimeOffset now,
        int limit, CancellationToken cancellationToken) =>
        [.. (await LapsedWork.ListAsync(shards, limit, block => block.Open!.Shard,
            (some, count) => _blocks.FindAsync(BlockQueries.Lapsed(some, now), BlockQueries.LongestLapsedFirst, count,
                cancellationToken))).Select(block => block.Block)];

    public async ValueTask ExtendLeaseAsync(string blocker, string blocked, long seq, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _blocks.UpdateOneAsync(
            BlockQueries.Pending(blocker, blocked, seq), BlockQueries.ExtendLease(leaseUntil));
    }

    public async ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken)
    {
        var blocks = await _blocks.FindAsync(BlockQueries.OfBlocker(userId), null, limit, cancellationToken);
        if (blocks.Count < limit)
        {
            blocks.AddRange(await _blocks.FindAsync(
                BlockQueries.OfBlocked(userId), null, limit - blocks.Count, cancellationToken));
        }

        cancellationToken.ThrowIfCancellationRequested();
        return blocks.Count == 0
            ? 0
            : (int)await _blocks.DeleteManyAsync(BlockQueries.ByIds(blocks.Select(block => block.Id)));
    }

    public async ValueTask<IReadOnlyList<Block>> ListUnprojectedAsync(Block? after, int limit,
        CancellationToken cancellationToken) =>
        [.. (await _blocks.FindAsync(
            BlockQueries.Unprojected(after is null ? "" : BlockQueries.IdOf(after.Blocker, after.Blocked)),
            BlockQueries.ByUnprojected, limit, cancellationToken)).Select(block => block.Block)];

    public async ValueTask MarkProjectedAsync(IReadOnlyList<Block> rows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _blocks.UpdateEachAsync([.. rows.Select(row =>
            (BlockQueries.WithSeq(row.Blocker, row.Blocked, row.Seq), BlockQueries.MarkProjected))]);
    }

    public async ValueTask<IReadOnlyList<Block>> ListAllAsync(string after, int limit,
        CancellationToken cancellationToken) =>
        [.. (await _blocks.FindAsync(BlockQueries.After(after), BlockQueries.InOrder, limit, cancellationToken))
            .Select(block => block.Block)];
}
