namespace Reels.Silo.Stores.Embedded.Accounts;

internal static class AccountQueries
{
    private const string Columns = "a.user_id, u.username, a.password_hash, a.request_hash, a.password_version";

    public const string FindById =
        $"SELECT {Columns} FROM accounts a JOIN users u ON u.user_id = a.user_id WHERE a.user_id = $user";

    public const string FindByName = $"""
        SELECT {Columns} FROM usernames n
        JOIN accounts a ON a.user_id = n.user_id
        JOIN users u ON u.user_id = n.user_id
        WHERE n.username = $username
        """;

    public const string Insert =
        "INSERT INTO accounts (user_id, password_hash, request_hash, created_at) VALUES ($user, $hash, $request, $at)";

    public const string SetPasswordHash = """
        UPDATE accounts SET password_hash = $hash, password_version = password_version + 1
        WHERE user_id = $user AND password_hash = $expected
        """;

    public const string HasPassword = "SELECT 1 FROM accounts WHERE user_id = $user AND password_version = $version";

    public const string InsertProfile =
        "INSERT INTO users (user_id, username, fullname, created_at) VALUES ($user, $username, $fullname, $at)";
}
