namespace Reels.Silo.Stores.Embedded.Erasures;

internal static class ErasureQueries
{
    public const string Insert = """
        INSERT OR IGNORE INTO account_erasures (user_id, look_again_at, shard, lease_until)
        VALUES ($user, $again, $shard, $lease)
        """;

    public const string HoldName =
        "UPDATE usernames SET user_id = NULL, held_until = $until WHERE username = $username AND user_id = $user";

    public const string RemoveProfile = "DELETE FROM users WHERE user_id = $user";

    public const string RemoveAccount = "DELETE FROM accounts WHERE user_id = $user";

    public const string Get = "SELECT user_id, look_again_at FROM account_erasures WHERE user_id = $user";

    public const string ExtendLease = "UPDATE account_erasures SET lease_until = $lease WHERE user_id = $user";

    public const string ListLapsed = """
        SELECT user_id FROM account_erasures WHERE shard = $shard AND lease_until < $now
        ORDER BY lease_until LIMIT $limit
        """;

    public const string ListUnswept =
        "SELECT user_id FROM account_erasures WHERE swept = 0 AND look_again_at <= $now LIMIT $limit";

    public const string MarkSwept = "UPDATE account_erasures SET swept = 1 WHERE user_id = $user";

    public const string IsOpen = """
        SELECT 1 FROM account_erasures WHERE user_id = $user AND swept = 0
        UNION ALL SELECT 1 FROM media_erasures WHERE owner = $user LIMIT 1
        """;

    public const string Remove = "DELETE FROM account_erasures WHERE user_id = $user";

    public const string ReleaseNames = """
        DELETE FROM usernames WHERE username IN
            (SELECT username FROM usernames WHERE user_id IS NULL AND held_until <= $now
            ORDER BY held_until LIMIT $limit)
        """;
}
