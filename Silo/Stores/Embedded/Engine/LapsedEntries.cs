using Microsoft.Data.Sqlite;

namespace Reels.Silo.Stores.Embedded.Engine;

internal static class LapsedEntries
{
    /// <summary>Lists entries whose lease has passed, shard by shard, up to a limit over all shards.</summary>
    /// <param name="query">Lists those of one <c>$shard</c> at the time <c>$now</c>, up to <c>$limit</c>.</param>
    public static IReadOnlyList<T> ListLapsed<T>(this SqliteSession session, string query,
        IReadOnlyCollection<int> shards, DateTimeOffset now, int limit, Func<SqliteDataReader, T> map)
    {
        var entries = new List<T>();
        foreach (var shard in shards)
        {
            entries.AddRange(session[query]
                .With("$shard", shard)
                .With("$now", now)
                .With("$limit", limit - entries.Count)
                .List(map));
        }

        return entries;
    }
}
