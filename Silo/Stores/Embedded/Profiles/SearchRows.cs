using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Profiles;

/// <summary>The rows by which search finds a person, written in the transaction that changes the names.</summary>
internal static class SearchRows
{
    public static void Add(SqliteSession session, string userId, string username, string? fullname)
    {
        foreach (var key in SearchKeys.Of(username, fullname))
        {
            session[ProfileQueries.AddSearchKey].With("$key", key.Text).With("$word", key.IsWord).With("$user", userId)
                .Run();
        }
    }

    public static void Replace(SqliteSession session, StoredProfile profile)
    {
        session[ProfileQueries.RemoveSearchKeys].With("$user", profile.UserId).Run();
        Add(session, profile.UserId, profile.Username, profile.Fullname);
    }
}
