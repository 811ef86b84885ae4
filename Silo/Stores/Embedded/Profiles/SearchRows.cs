using Microsoft.Data.Sqlite;
using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Profiles;

/// <summary>The rows by which search finds a person, written in the transaction that changes the names.</summary>
internal static class SearchRows
{
    /// <summary>
    /// U+10FFFF, which no text contains: a prefix followed by it sorts after all texts with that prefix.
    /// </summary>
    private const string LastCharacter = "\U0010FFFF";

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

    /// <summary>Reads the exact key, then the keys with the prefix: two ranges of the table, in its order.</summary>
    public static IReadOnlyList<SearchPosition> Find(SqliteSession session, SearchText text, SearchPosition? after,
        int limit)
    {
        var isAmongExact = after is null || after.Value.Key.StartsWith(SearchKeys.ExactMark);
        var found = new List<SearchPosition>();
        if (isAmongExact && text.Exact is { } exact)
        {
            found.AddRange(session[ProfileQueries.SearchExact]
                .With("$exact", exact)
                .With("$word", WordOf(after))
                .With("$user", after?.UserId ?? "")
                .With("$limit", limit)
                .List(Position));
        }

        if (found.Count < limit && text.Prefix is { } prefix)
        {
            var from = isAmongExact ? null : after;
            found.AddRange(session[ProfileQueries.SearchPrefix]
                .With("$exact", text.Exact)
                .With("$prefix", prefix)
                .With("$end", prefix + LastCharacter)
                .With("$key", from?.Key ?? prefix)
                .With("$word", WordOf(from))
                .With("$user", from?.UserId ?? "")
                .With("$limit", limit - found.Count)
                .List(Position));
        }

        return found;
    }

    private static long WordOf(SearchPosition? place) => place switch
    {
        null => -1,
        { IsWord: false } => 0,
        _ => 1,
    };

    private static SearchPosition Position(SqliteDataReader row) =>
        new(row.GetString(0), row.GetBoolean(1), row.GetString(2));
}
