namespace Reels.Silo.Stores.Embedded.Profiles;

internal static class ProfileQueries
{
    private const string Columns = "user_id, username, fullname, bio, avatar_key, created_at, seq";

    public const string Get = $"SELECT {Columns} FROM users WHERE user_id = $user";

    public const string GetMany =
        $"SELECT {Columns} FROM json_each($users) CROSS JOIN users ON user_id = value";

    public const string FindIdByName = "SELECT user_id FROM usernames WHERE username = $username";

    /// <summary>Takes the name if it is free, or if the time for which it was held has ended.</summary>
    public const string ClaimName = """
        INSERT INTO usernames (username, user_id) VALUES ($username, $user)
        ON CONFLICT (username) DO UPDATE SET user_id = excluded.user_id, held_until = NULL
        WHERE user_id IS NULL AND held_until <= $now
        """;

    public const string ReleaseName = "DELETE FROM usernames WHERE username = $username AND user_id = $user";

    public const string Update = """
        UPDATE users SET username = $username, fullname = $fullname, bio = $bio, avatar_key = $avatar, seq = $seq
        WHERE user_id = $user
        """;

    public const string AddSearchKey =
        "INSERT OR IGNORE INTO search_keys (key, is_word, user_id) VALUES ($key, $word, $user)";

    public const string RemoveSearchKeys = "DELETE FROM search_keys WHERE user_id = $user";

    public const string SearchExact = """
        SELECT k.key, k.is_word, k.user_id FROM search_keys k
        WHERE k.key = $exact AND (k.is_word, k.user_id) > ($word, $user)
            AND NOT EXISTS (SELECT 1 FROM search_keys o
            WHERE o.user_id = k.user_id AND o.key = k.key AND o.is_word < k.is_word)
        ORDER BY k.is_word, k.user_id LIMIT $limit
        """;

    public const string SearchPrefix = """
        SELECT k.key, k.is_word, k.user_id FROM search_keys k
        WHERE (k.key, k.is_word, k.user_id) > ($key, $word, $user) AND k.key < $end
            AND NOT EXISTS (SELECT 1 FROM search_keys e WHERE e.user_id = k.user_id AND e.key = $exact)
            AND NOT EXISTS (SELECT 1 FROM search_keys o
            WHERE o.user_id = k.user_id AND o.key >= $prefix AND (o.key, o.is_word) < (k.key, k.is_word))
        ORDER BY k.key, k.is_word, k.user_id LIMIT $limit
        """;
}
