using System.Text.Json;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;
using Reels.Silo.Stores.Embedded.Queries;

namespace Reels.Silo.Stores.Embedded;

/// <summary>The rows by which one person is found, written in the transaction that changes their names.</summary>
internal static class SearchRows
{
    /// <summary>Lets the migration that makes the rows fill them: the database knows small letters of ASCII alone.</summary>
    public static void Define(SqliteSession session) => session.Define(
        "search_keys_of",
        (username, fullname) => JsonSerializer.Serialize(SearchKeys.Of(username, fullname).Select(key => (key.IsWord ? "1" : "0") + key.Text)));

    public static void Add(SqliteSession session, string userId, string username, string? fullname)
    {
        foreach (var key in SearchKeys.Of(username, fullname))
        {
            session[ProfileQueries.AddSearchKey].With("$key", key.Text).With("$word", key.IsWord).With("$user", userId).Run();
        }
    }

    public static void Replace(SqliteSession session, StoredProfile profile)
    {
        session[ProfileQueries.RemoveSearchKeys].With("$user", profile.UserId).Run();
        Add(session, profile.UserId, profile.Username, profile.Fullname);
    }
}
