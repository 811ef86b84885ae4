namespace Reels.Silo.Stores.Cassandra.Verification;

/// <summary>Walks by token: the order in which a table's partitions are kept.</summary>
internal static class VerificationQueries
{
    /// <summary>A place before the first: no token is so low.</summary>
    public const long Start = long.MinValue;

    public const string ListReels =
        "SELECT token(reel_id) AS place, reel_id FROM reels WHERE token(reel_id) > ? LIMIT ?";

    public const string ListAuthors = """
        SELECT DISTINCT token(user_id) AS place, user_id FROM user_reels WHERE token(user_id) > ? LIMIT ?
        """;

    public const string ListOfAuthor = "SELECT created_at, reel_id, counted FROM user_reels WHERE user_id = ?";
}
