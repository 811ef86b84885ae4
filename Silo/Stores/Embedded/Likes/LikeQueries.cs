namespace Reels.Silo.Stores.Embedded.Likes;

internal static class LikeQueries
{
    public const string Like = "INSERT OR IGNORE INTO likes (reel_id, user_id, liked_at) VALUES ($reel, $user, $at)";

    public const string Unlike = "DELETE FROM likes WHERE reel_id = $reel AND user_id = $user";

    public const string ChangeCount = """
        INSERT INTO like_counts (reel_id, likes) VALUES ($reel, $change)
        ON CONFLICT (reel_id) DO UPDATE SET likes = likes + $change
        """;

    public const string Count = "SELECT likes FROM like_counts WHERE reel_id = $reel";

    public const string Counts =
        "SELECT reel_id, likes FROM json_each($reels) CROSS JOIN like_counts ON reel_id = unhex(value)";

    public const string WhichLiked = """
        SELECT reel_id FROM json_each($reels) CROSS JOIN likes ON reel_id = unhex(value) AND user_id = $user
        """;

    public const string List = """
        SELECT liked_at, user_id FROM likes WHERE reel_id = $reel AND (liked_at, user_id) < ($at, $id)
        ORDER BY liked_at DESC, user_id DESC LIMIT $limit
        """;

    public const string Purge = """
        DELETE FROM likes WHERE reel_id = $reel AND user_id IN
            (SELECT user_id FROM likes WHERE reel_id = $reel LIMIT $limit)
        """;

    public const string ListOfUser = "SELECT reel_id FROM likes WHERE user_id = $user LIMIT $limit";

    public const string RemoveZeroCount = "DELETE FROM like_counts WHERE reel_id = $reel AND likes = 0";
}
