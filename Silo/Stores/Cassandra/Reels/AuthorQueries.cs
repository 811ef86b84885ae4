namespace Reels.Silo.Stores.Cassandra.Reels;

internal static class AuthorQueries
{
    private const string List = "SELECT created_at, reel_id, counted FROM user_reels WHERE user_id = ?";

    private const string IsReel = "user_id = ? AND created_at = ? AND reel_id = ?";

    public const string Add = "INSERT INTO user_reels (user_id, created_at, reel_id) VALUES (?, ?, ?)";

    /// <summary>Of a reel that was never made: nobody has written the row with a condition.</summary>
    public const string Withdraw = $"DELETE FROM user_reels WHERE {IsReel}";

    public const string Remove = $"DELETE FROM user_reels WHERE {IsReel} IF EXISTS";

    public const string Get = $"SELECT counted, reels, last_created_at, seq FROM user_reels WHERE {IsReel}";

    public const string MarkCounted = $"UPDATE user_reels SET counted = ? WHERE {IsReel} IF counted = ?";

    public const string Count =
        "UPDATE user_reels SET reels = ?, last_created_at = ?, seq = ? WHERE user_id = ? IF seq = ?";

    public const string ListFirst = List;

    public const string ListBefore = $"{List} AND (created_at, reel_id) < (?, ?)";

    public const string ListMadeBy = $"{List} AND created_at <= ?";

    public const string LastCreatedAt = "SELECT DISTINCT user_id, last_created_at FROM user_reels WHERE user_id = ?";

    public const string Number =
        "SELECT DISTINCT user_id, reels, last_created_at, seq FROM user_reels WHERE user_id = ?";

    public const string Counts = "SELECT DISTINCT user_id, reels FROM user_reels WHERE user_id IN ?";

    /// <summary>Also ends writes with a condition that are under way.</summary>
    public const string EraseCounts =
        "UPDATE user_reels SET reels = null, last_created_at = null, seq = null WHERE user_id = ? IF seq != null";

    public const string Erase = "DELETE FROM user_reels WHERE user_id = ?";
}
