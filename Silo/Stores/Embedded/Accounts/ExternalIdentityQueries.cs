namespace Reels.Silo.Stores.Embedded.Accounts;

internal static class ExternalIdentityQueries
{
    public const string FindUser = "SELECT user_id FROM external_identities WHERE identity = $identity";

    public const string Insert =
        "INSERT INTO external_identities (identity, user_id, created_at) VALUES ($identity, $user, $at)";

    public const string InsertProfile = """
        INSERT INTO users (user_id, username, fullname, bio, created_at)
        VALUES ($user, $username, $fullname, $bio, $at)
        """;

    public const string Erase = "DELETE FROM external_identities WHERE user_id = $user";
}
