namespace Reels.Silo.Stores.Cassandra.Celebrities;

internal static class CelebrityQueries
{
    public const string Get = "SELECT mark FROM celebrities WHERE shard = ? AND author_id = ?";

    public const string WhichAre = "SELECT author_id FROM celebrities WHERE shard = ? AND author_id IN ?";

    public const string Mark = "INSERT INTO celebrities (shard, author_id, mark) VALUES (?, ?, 1) IF NOT EXISTS";

    public const string Acknowledge =
        "UPDATE celebrities SET mark = 2 WHERE shard = ? AND author_id = ? IF mark = 1";

    public const string Erase = "DELETE FROM celebrities WHERE shard = ? AND author_id = ? IF EXISTS";
}
