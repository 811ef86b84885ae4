using Neo4j.Driver;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Neo4j.Engine;
using Reels.Silo.Stores.Projection;
using Reels.Silo.Stores.Projection.Blocks;

namespace Reels.Silo.Stores.Neo4j.Blocks;

/// <summary>A block is an edge BLOCKS, or UNBLOCKED when it has ended, with its seq.</summary>
internal sealed class Neo4jBlockProjection : IBlockProjection
{
    private readonly Neo4jSession _session;
    private readonly GroupedRows<Block> _puts;

    public Neo4jBlockProjection(Neo4jSession session) => (_session, _puts) = (session, new(WriteAsync));

    public ValueTask PutAsync(IReadOnlyList<Block> rows, CancellationToken cancellationToken) =>
        new(_puts.WriteAsync(rows, cancellationToken));

    public async ValueTask<IReadOnlyList<Difference<Block>>> ListDifferingAsync(IReadOnlyList<Block> rows,
        CancellationToken cancellationToken)
    {
        var blocks = rows.ToDictionary(row => (row.Blocker, row.Blocked));
        return await _session.ReadAsync(
            ListDiffering(rows),
            record => new Difference<Block>(
                blocks[(record.Text("blocker"), record.Text("blocked"))], record["seq"].As<long?>()),
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Block>> ListAsync(string blocker, PersonPosition? before, int limit,
        CancellationToken cancellationToken) => await _session.ReadAsync(
        List(blocker, before, limit), Map, cancellationToken);

    public async ValueTask<IReadOnlySet<string>?> AllHiddenAsync(string userId, int limit,
        CancellationToken cancellationToken)
    {
        var found = await _session.ReadAsync(
            AllHidden(userId, limit + 1), record => record.Text("other"), cancellationToken);
        return found.Count > limit ? null : found.ToHashSet();
    }

    public async ValueTask<IReadOnlySet<string>> WhichHiddenAsync(string userId, IReadOnlyCollection<string> others,
        CancellationToken cancellationToken) => (await _session.ReadAsync(
        WhichHidden(userId, others), record => record.Text("other"), cancellationToken)).ToHashSet();

    public async ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken) =>
        (await _session.WriteAsync(
            Erase(userId, limit), record => record["erased"].As<int>(), cancellationToken))[0];

    /// <summary>The statements, for so many people.</summary>
    public static IEnumerable<Cypher> Samples(string[] ids) =>
    [
        Put(BlocksOf(ids)), ListDiffering(BlocksOf(ids)),
        List(ids[0], null, 1), AllHidden(ids[0], 1), WhichHidden(ids[0], ids), Erase(ids[0], 1),
    ];

    private Task WriteAsync(IReadOnlyList<Block> rows) =>
        _session.WriteAsync(Put(rows), CancellationToken.None, nameof(PutAsync));

    private static Cypher Put(IEnumerable<Block> rows) => BlockQueries.Put.With(("rows", RowsOf(rows)));

    private static Cypher ListDiffering(IEnumerable<Block> rows) =>
        BlockQueries.ListDiffering.With(("rows", RowsOf(rows)));

    private static IEnumerable<Block> BlocksOf(string[] ids) =>
        ids.Select(id => new Block(id, id, true, DateTimeOffset.UnixEpoch, 0, BlockPending.None));

    private static List<Dictionary<string, object?>> RowsOf(IEnumerable<Block> rows) =>
        [.. rows.GroupBy(row => (row.Blocker, row.Blocked))
            .Select(same => same.MaxBy(row => row.Seq)!)
            .OrderBy(row => row.Blocker, StringComparer.Ordinal).ThenBy(row => row.Blocked, StringComparer.Ordinal)
            .Select(Values)];

    private static Cypher List(string blocker, PersonPosition? before, int limit) => BlockQueries.List.With(
        ("user", blocker), ("at", before.Time()), ("id", before.Id()), ("limit", limit));

    private static Cypher AllHidden(string userId, int limit) =>
        BlockQueries.AllHidden.With(("user", userId), ("limit", limit));

    private static Cypher WhichHidden(string userId, IEnumerable<string> others) =>
        BlockQueries.WhichHidden.With(("user", userId), ("others", others.Distinct().ToList()));

    private static Cypher Erase(string userId, int limit) =>
        BlockQueries.Erase.With(("user", userId), ("limit", Math.Min(limit, Erasures.MaxEdges)));

    private static Dictionary<string, object?> Values(Block block) => new()
    {
        ["blocker"] = block.Blocker,
        ["blocked"] = block.Blocked,
        ["on"] = block.On,
        ["since"] = block.Since.ToUniversalTime(),
        ["seq"] = block.Seq,
    };

    private static Block Map(IRecord record) => new(
        record.Text("blocker"), record.Text("blocked"), true, record.Time("since"), record["seq"].As<long>(),
        BlockPending.None);
}
