namespace Reels.Silo.Stores.Cassandra.Reels;

internal static class ReelQueries
{
    private const string Columns =
        "reel_id, user_id, created_at, caption, alt_text, media, cover, request_hash, deleted_at, fence";

    public const string Get = $"SELECT {Columns} FROM reels WHERE reel_id = ?";

    public const string GetMany = $"SELECT {Columns} FROM reels WHERE reel_id IN ?";

    public const string Insert = """
        INSERT INTO reels (user_id, created_at, caption, alt_text, media_url, media, cover, request_hash, reel_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) IF NOT EXISTS
        """;

    /// <summary>In place of a fence. A post that began before the fence fails.</summary>
    public const string InsertOverFence = """
        UPDATE reels SET user_id = ?, created_at = ?, caption = ?, alt_text = ?, media_url = ?, media = ?, cover = ?,
            request_hash = ?
        WHERE reel_id = ? IF user_id = null AND fence = ?
        """;

    public const string MarkDeleted =
        "UPDATE reels SET deleted_at = ? WHERE reel_id = ? IF user_id = ? AND deleted_at = null AND fence = ?";

    /// <summary>Makes posts with this id fail that have begun. No write takes a day to arrive.</summary>
    public const string InsertFence = "INSERT INTO reels (reel_id, fence) VALUES (?, ?) IF NOT EXISTS USING TTL 86400";

    /// <summary>Makes posts with this id, or deletes of the reel, fail that have begun.</summary>
    public const string ChangeFence = """
        UPDATE reels USING TTL 86400 SET fence = ? WHERE reel_id = ? IF user_id = ? AND deleted_at = null AND fence = ?
        """;

    public const string Remove = "DELETE FROM reels WHERE reel_id = ? IF EXISTS";

    public const string AddDeletedHour = "INSERT INTO deleted_hours (part, hour) VALUES (0, ?)";

    public const string ListDeletedHours = "SELECT hour FROM deleted_hours WHERE part = 0 AND hour < ?";

    public const string RemoveDeletedHour = "DELETE FROM deleted_hours WHERE part = 0 AND hour = ?";

    public const string AddDeleted =
        "INSERT INTO deleted_reels (hour, deleted_at, reel_id, user_id, created_at) VALUES (?, ?, ?, ?, ?)";

    public const string ListDeleted =
        "SELECT deleted_at, reel_id, user_id, created_at FROM deleted_reels WHERE hour = ? AND deleted_at < ?";

    public const string RemoveDeleted = "DELETE FROM deleted_reels WHERE hour = ? AND deleted_at = ? AND reel_id = ?";
}
