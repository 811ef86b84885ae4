namespace Reels.Silo.Stores.Embedded.Accounts;

internal static class RevocationQueries
{
    /// <summary>The clock is that of SQLite. Where it goes back, the newest time is used again.</summary>
    public const string Insert = """
        INSERT INTO revocations (subject, revoked_at, stored_at)
        VALUES ($subject, $at, MAX(CAST(unixepoch('now', 'subsec') * 1000 AS INTEGER),
            COALESCE((SELECT MAX(stored_at) FROM revocations), 0)))
        ON CONFLICT (subject) DO NOTHING
        """;

    public const string List = """
        SELECT subject, revoked_at, stored_at FROM revocations WHERE (stored_at, subject) > ($at, $id)
        ORDER BY stored_at, subject LIMIT $limit
        """;

    public const string Purge = """
        DELETE FROM revocations WHERE subject IN
            (SELECT subject FROM revocations WHERE revoked_at < $before ORDER BY revoked_at LIMIT $limit)
        """;
}
