namespace Reels.Silo.Stores.Embedded.Accounts;

internal static class RevocationQueries
{
    public const string Insert = "INSERT INTO revocations (subject, revoked_at) VALUES ($subject, $at)";

    public const string IsRevoked = "SELECT 1 FROM revocations WHERE subject = $subject LIMIT 1";

    public const string List =
        "SELECT place, subject, revoked_at FROM revocations WHERE place > $place ORDER BY place LIMIT $limit";

    public const string Purge = """
        DELETE FROM revocations WHERE place IN
            (SELECT place FROM revocations WHERE revoked_at < $before ORDER BY revoked_at LIMIT $limit)
        """;
}
