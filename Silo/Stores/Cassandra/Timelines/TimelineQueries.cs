namespace Reels.Silo.Stores.Cassandra.Timelines;

internal static class TimelineQueries
{
    public const string Add = "INSERT INTO timeline (user_id, created_at, reel_id, author_id) VALUES (?, ?, ?, ?)";

    public const string List = "SELECT created_at, reel_id, author_id FROM timeline WHERE user_id = ? LIMIT ?";

    public const string ListBefore = """
        SELECT created_at, reel_id, author_id FROM timeline
        WHERE user_id = ? AND (created_at, reel_id) < (?, ?) LIMIT ?
        """;

    /// <summary>One deletion for all rows from the newest to this one.</summary>
    public const string EraseFrom = "DELETE FROM timeline WHERE user_id = ? AND (created_at, reel_id) >= (?, ?)";
}
