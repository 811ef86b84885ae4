namespace Reels.Silo.Stores.MongoDb.Engine;

/// <summary>
/// Lists work whose lease has ended: by shard in the given order, and within a shard longest lapsed first. There is
/// nearly always so little of it that one read finds all; otherwise each shard is read.
/// </summary>
internal static class LapsedWork
{
    /// <param name="find">Reads up to so many of these shards, longest lapsed first.</param>
    public static async Task<IReadOnlyList<TDocument>> ListAsync<TDocument>(IReadOnlyCollection<int> shards, int limit,
        Func<TDocument, int> shardOf, Func<IReadOnlyCollection<int>, int, Task<List<TDocument>>> find)
    {
        var all = await find(shards, limit + 1);
        if (all.Count <= limit)
        {
            var places = shards.Select((shard, place) => (shard, place)).ToDictionary();
            return [.. all.OrderBy(document => places[shardOf(document)])];
        }

        var found = new List<TDocument>();
        foreach (var shard in shards)
        {
            found.AddRange(await find([shard], limit - found.Count));
            if (found.Count == limit)
                break;
        }

        return found;
    }
}
