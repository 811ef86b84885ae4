namespace Reels.Silo.Stores.Embedded.Outbox;

internal static class OutboxQueries
{
    private const string IsEntry = "author_id = $author AND created_at = $at AND reel_id = $reel AND kind = $kind";

    public const string Insert = """
        INSERT OR IGNORE INTO fan_out (author_id, created_at, reel_id, kind, cursor, shard, lease_until)
        VALUES ($author, $at, $reel, $kind, '', $shard, $lease)
        """;

    public const string List = """
        SELECT author_id, reel_id, kind, created_at, cursor FROM fan_out WHERE author_id = $author
        ORDER BY created_at, reel_id, kind
        """;

    public const string Advance =
        $"UPDATE fan_out SET cursor = $next, lease_until = $lease WHERE {IsEntry} AND cursor = $cursor";

    public const string ExtendLease = "UPDATE fan_out SET lease_until = $lease WHERE author_id = $author";

    public const string Remove = $"DELETE FROM fan_out WHERE {IsEntry}";

    public const string Erase = """
        DELETE FROM fan_out WHERE author_id = $author AND (created_at, reel_id, kind) IN
            (SELECT created_at, reel_id, kind FROM fan_out WHERE author_id = $author LIMIT $limit)
        """;

    public const string ListLapsedAuthors = """
        SELECT DISTINCT author_id FROM fan_out WHERE shard = $shard AND lease_until < $now
        ORDER BY lease_until LIMIT $limit
        """;
}
