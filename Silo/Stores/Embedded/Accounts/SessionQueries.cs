namespace Reels.Silo.Stores.Embedded.Accounts;

internal static class SessionQueries
{
    public const string Insert = """
        INSERT OR IGNORE INTO sessions (session_id, user_id, seq, parent_seq, issued_at, expires_at, ended, uses)
        VALUES ($session, $user, $seq, $parent, $issued, $expires, $ended, $uses)
        """;

    public const string Get = """
        SELECT session_id, user_id, seq, parent_seq, issued_at, expires_at, ended, uses FROM sessions
        WHERE session_id = $session
        """;

    public const string Replace = """
        UPDATE sessions SET user_id = $user, seq = $seq, parent_seq = $parent, issued_at = $issued,
            expires_at = $expires, ended = $ended, uses = $uses
        WHERE session_id = $session AND seq = $expected AND ended = 0
        """;

    public const string End = "UPDATE sessions SET ended = 1 WHERE session_id = $session AND ended = 0";

    public const string EndAll = "UPDATE sessions SET ended = 1 WHERE user_id = $user AND ended = 0";

    public const string ListOthers =
        "SELECT session_id FROM sessions WHERE user_id = $user AND ended = 0 AND session_id <> $except";

    public const string ListExcess = """
        SELECT session_id FROM sessions
        WHERE user_id = $user AND ended = 0 AND expires_at > $now AND session_id <> $except
        ORDER BY issued_at DESC, session_id DESC LIMIT $limit OFFSET $kept
        """;

    public const string Erase =
        "DELETE FROM sessions WHERE session_id IN (SELECT session_id FROM sessions WHERE user_id = $user LIMIT $limit)";

    public const string Purge = """
        DELETE FROM sessions WHERE session_id IN
            (SELECT session_id FROM sessions WHERE expires_at < $before ORDER BY expires_at LIMIT $limit)
        """;
}
