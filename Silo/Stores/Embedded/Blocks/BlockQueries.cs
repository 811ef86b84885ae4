namespace Reels.Silo.Stores.Embedded.Blocks;

internal static class BlockQueries
{
    private const string Columns = "blocker, blocked, is_on, since, seq, pending";

    public const string Get = $"SELECT {Columns} FROM blocks WHERE blocker = $blocker AND blocked = $blocked";

    public const string Set = $"""
        INSERT INTO blocks ({Columns}, shard, lease_until)
        VALUES ($blocker, $blocked, $on, $since, $seq, $pending, $shard, $lease)
        ON CONFLICT (blocker, blocked) DO UPDATE SET
            is_on = excluded.is_on, since = excluded.since, seq = excluded.seq, pending = excluded.pending,
            lease_until = excluded.lease_until
        """;

    public const string Settle =
        "UPDATE blocks SET pending = pending & ~$done WHERE blocker = $blocker AND blocked = $blocked AND seq = $seq";

    public const string ExtendLease =
        "UPDATE blocks SET lease_until = $lease WHERE blocker = $blocker AND blocked = $blocked AND seq = $seq";

    public const string List = $"""
        SELECT {Columns} FROM blocks WHERE blocker = $blocker AND is_on = 1 AND (since, blocked) < ($at, $id)
        ORDER BY since DESC, blocked DESC LIMIT $limit
        """;

    public const string AllHidden = """
        SELECT blocked FROM blocks WHERE blocker = $user AND is_on = 1
        UNION ALL
        SELECT blocker FROM blocks WHERE blocked = $user AND is_on = 1
        LIMIT $limit
        """;

    public const string WhichHidden = """
        SELECT value FROM json_each($others)
        WHERE EXISTS (SELECT 1 FROM blocks WHERE blocker = $user AND blocked = value AND is_on = 1)
            OR EXISTS (SELECT 1 FROM blocks WHERE blocker = value AND blocked = $user AND is_on = 1)
        """;

    public const string ListLapsed = $"""
        SELECT {Columns} FROM blocks WHERE shard = $shard AND pending <> 0 AND lease_until < $now
        ORDER BY lease_until LIMIT $limit
        """;

    public const string OfBlocker = $"SELECT {Columns} FROM blocks WHERE blocker = $user LIMIT $limit";

    public const string OfBlocked = $"SELECT {Columns} FROM blocks WHERE blocked = $user LIMIT $limit";

    public const string Remove = "DELETE FROM blocks WHERE blocker = $blocker AND blocked = $blocked";
}
