using Microsoft.Data.Sqlite;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Blocks;

internal sealed class SqliteBlockStore(EmbeddedDatabase database) : IBlockStore
{
    public ValueTask<Block> SetAsync(Block block, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => Set(session, block, leaseUntil), cancellationToken));

    public ValueTask<Block?> GetAsync(string blocker, string blocked, CancellationToken cancellationToken) =>
        database.ReadAsync(session => Get(session, blocker, blocked), cancellationToken);

    public ValueTask SettleAsync(string blocker, string blocked, long seq, BlockPending done,
        CancellationToken cancellationToken) => new(database.WriteAsync(
        session =>
        {
            Bind(session[BlockQueries.Settle], blocker, blocked).With("$seq", seq).With("$done", (long)done)
                .Run();
        },
        cancellationToken));

    public ValueTask<IReadOnlyList<Block>> ListAsync(string blocker, PersonPosition? before, int limit,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Block>>(
            session => session[BlockQueries.List].With("$blocker", blocker).Before(before).With("$limit", limit)
                .List(Map),
            cancellationToken);

    public ValueTask<IReadOnlySet<string>?> AllHiddenAsync(string userId, int limit,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlySet<string>?>(
            session =>
            {
                var hidden = session[BlockQueries.AllHidden].With("$user", userId).With("$limit", limit + 1)
                    .List(row => row.GetString(0));
                return hidden.Count > limit ? null : hidden.ToHashSet();
            },
            cancellationToken);

    public ValueTask<IReadOnlySet<string>> WhichHiddenAsync(string userId, IReadOnlyCollection<string> others,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlySet<string>>(
            session => session[BlockQueries.WhichHidden].With("$user", userId).WithAll("$others", others)
                .List(row => row.GetString(0)).ToHashSet(),
            cancellationToken);

    public ValueTask<IReadOnlyList<Block>> ListLapsedAsync(IReadOnlyCollection<int> shards, DateTimeOffset now,
        int limit, CancellationToken cancellationToken) =>
        database.ReadTogetherAsync(
            session => session.ListLapsed(BlockQueries.ListLapsed, shards, now, limit, Map),
            cancellationToken);

    public ValueTask ExtendLeaseAsync(string blocker, string blocked, long seq, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken) =>
        new(database.WriteAsync(
            session =>
            {
                Bind(session[BlockQueries.ExtendLease], blocker, blocked).With("$seq", seq)
                    .With("$lease", leaseUntil).Run();
            },
            cancellationToken));

    public ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session =>
        {
            var blocks = session[BlockQueries.OfBlocker].With("$user", userId).With("$limit", limit).List(Map);
            blocks.AddRange(
                session[BlockQueries.OfBlocked].With("$user", userId).With("$limit", limit - blocks.Count).List(Map));
            return blocks.Sum(block => Bind(session[BlockQueries.Remove], block.Blocker, block.Blocked).Run());
        },
        cancellationToken));

    private static Block Set(SqliteSession session, Block block, DateTimeOffset leaseUntil)
    {
        if (Get(session, block.Blocker, block.Blocked) is { } before && before.Seq >= block.Seq)
            return before;

        Bind(session[BlockQueries.Set], block.Blocker, block.Blocked)
            .With("$on", block.On)
            .With("$since", block.Since)
            .With("$seq", block.Seq)
            .With("$pending", (long)block.Pending)
            .With("$shard", Shards.Of(block.Blocker))
            .With("$lease", leaseUntil)
            .Run();
        return block;
    }

    internal static Block? Get(SqliteSession session, string blocker, string blocked) =>
        Bind(session[BlockQueries.Get], blocker, blocked).First(Map);

    private static SqliteStatement Bind(SqliteStatement statement, string blocker, string blocked) =>
        statement.With("$blocker", blocker).With("$blocked", blocked);

    private static Block Map(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetBoolean(2), row.Time(3), row.GetInt64(4),
            (BlockPending)row.GetInt32(5));
}
