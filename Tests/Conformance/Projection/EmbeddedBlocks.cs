using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded;
using Reels.Silo.Stores.Embedded.Blocks;
using Reels.Silo.Stores.Projection;
using Reels.Silo.Stores.Projection.Blocks;

namespace Reels.Tests.Conformance.Projection;

/// <summary>The blocks of an embedded database as a truth.</summary>
internal sealed class EmbeddedBlockTruth(EmbeddedStores stores) : IBlockTruth
{
    private const string List = """
        SELECT blocker, blocked FROM unprojected_blocks WHERE (blocker, blocked) > ($blocker, $blocked)
        ORDER BY blocker, blocked LIMIT $limit
        """;

    private const string Mark = """
        DELETE FROM unprojected_blocks WHERE blocker = $blocker AND blocked = $blocked
            AND EXISTS (SELECT 1 FROM blocks WHERE blocker = $blocker AND blocked = $blocked AND seq = $seq)
        """;

    private const string All = """
        SELECT blocker, blocked FROM blocks WHERE blocker || ':' || blocked > $after
        ORDER BY blocker, blocked LIMIT $limit
        """;

    private readonly IBlockStore _blocks = stores.Blocks;

    public ValueTask<IReadOnlyList<Block>> ListAllAsync(string after, int limit,
        CancellationToken cancellationToken) => stores.Database.ReadTogetherAsync<IReadOnlyList<Block>>(
        session => [.. session[All].With("$after", after).With("$limit", limit)
            .List(row => SqliteBlockStore.Get(session, row.GetString(0), row.GetString(1))!)],
        cancellationToken);

    public ValueTask<IReadOnlyList<Block>> ListUnprojectedAsync(Block? after, int limit,
        CancellationToken cancellationToken) => stores.Database.ReadTogetherAsync<IReadOnlyList<Block>>(
        session => [.. session[List]
            .With("$blocker", after?.Blocker ?? "").With("$blocked", after?.Blocked ?? "").With("$limit", limit)
            .List(row => (Blocker: row.GetString(0), Blocked: row.GetString(1)))
            .Select(key => SqliteBlockStore.Get(session, key.Blocker, key.Blocked)!)],
        cancellationToken);

    public ValueTask MarkProjectedAsync(IReadOnlyList<Block> rows, CancellationToken cancellationToken) =>
        new(stores.Database.WriteAsync(
            session =>
            {
                foreach (var row in rows)
                {
                    session[Mark].With("$blocker", row.Blocker).With("$blocked", row.Blocked).With("$seq", row.Seq)
                        .Run();
                }
            },
            cancellationToken));

    public ValueTask<Block> SetAsync(Block block, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        _blocks.SetAsync(block, leaseUntil, cancellationToken);

    public ValueTask<Block?> GetAsync(string blocker, string blocked, CancellationToken cancellationToken) =>
        _blocks.GetAsync(blocker, blocked, cancellationToken);

    public ValueTask SettleAsync(string blocker, string blocked, long seq, BlockPending done,
        CancellationToken cancellationToken) => _blocks.SettleAsync(blocker, blocked, seq, done, cancellationToken);

    public ValueTask<IReadOnlyList<Block>> ListAsync(string blocker, PersonPosition? before, int limit,
        CancellationToken cancellationToken) => _blocks.ListAsync(blocker, before, limit, cancellationToken);

    public ValueTask<IReadOnlySet<string>?> AllHiddenAsync(string userId, int limit,
        CancellationToken cancellationToken) => _blocks.AllHiddenAsync(userId, limit, cancellationToken);

    public ValueTask<IReadOnlySet<string>> WhichHiddenAsync(string userId, IReadOnlyCollection<string> others,
        CancellationToken cancellationToken) => _blocks.WhichHiddenAsync(userId, others, cancellationToken);

    public ValueTask<IReadOnlyList<Block>> ListLapsedAsync(IReadOnlyCollection<int> shards, DateTimeOffset now,
        int limit, CancellationToken cancellationToken) =>
        _blocks.ListLapsedAsync(shards, now, limit, cancellationToken);

    public ValueTask ExtendLeaseAsync(string blocker, string blocked, long seq, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken) =>
        _blocks.ExtendLeaseAsync(blocker, blocked, seq, leaseUntil, cancellationToken);

    public ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken) =>
        _blocks.EraseAsync(userId, limit, cancellationToken);
}

/// <summary>The blocks of another embedded database as the projection.</summary>
internal sealed class EmbeddedBlockProjection(IBlockStore blocks) : IBlockProjection
{
    public async ValueTask PutAsync(IReadOnlyList<Block> rows, CancellationToken cancellationToken) =>
        await Task.WhenAll(rows.Select(row => blocks
            .SetAsync(row with { Pending = BlockPending.None }, DateTimeOffset.UnixEpoch, cancellationToken).AsTask()));

    public async ValueTask<IReadOnlyList<Difference<Block>>> ListDifferingAsync(IReadOnlyList<Block> rows,
        CancellationToken cancellationToken)
    {
        var differing = new List<Difference<Block>>();
        foreach (var row in rows)
        {
            var stored = await blocks.GetAsync(row.Blocker, row.Blocked, cancellationToken);
            if ((stored?.Seq, stored?.On) != (row.Seq, row.On))
                differing.Add(new(row, stored?.Seq));
        }

        return differing;
    }

    public ValueTask<IReadOnlyList<Block>> ListAsync(string blocker, PersonPosition? before, int limit,
        CancellationToken cancellationToken) => blocks.ListAsync(blocker, before, limit, cancellationToken);

    public ValueTask<IReadOnlySet<string>?> AllHiddenAsync(string userId, int limit,
        CancellationToken cancellationToken) => blocks.AllHiddenAsync(userId, limit, cancellationToken);

    public ValueTask<IReadOnlySet<string>> WhichHiddenAsync(string userId, IReadOnlyCollection<string> others,
        CancellationToken cancellationToken) => blocks.WhichHiddenAsync(userId, others, cancellationToken);

    public ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken) =>
        blocks.EraseAsync(userId, limit, cancellationToken);
}
