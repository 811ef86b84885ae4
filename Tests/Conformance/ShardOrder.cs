using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>
/// The order in which ports give work whose lease has ended: shard by shard as asked, and in each the longest lapsed
/// first.
/// </summary>
internal static class ShardOrder
{
    public static readonly int[] All = [.. Enumerable.Range(0, Shards.Count)];

    /// <param name="longestLapsedFirst">Work of the test's own, among whatever others have left.</param>
    /// <param name="personOf">Whose shard it is in.</param>
    /// <param name="lapsed">All lapsed work of these shards.</param>
    public static async Task IsKeptAsync<T>(IReadOnlyCollection<T> longestLapsedFirst, Func<T, string> personOf,
        Func<int[], ValueTask<IReadOnlyList<T>>> lapsed)
    {
        foreach (int[] shards in new[] { All, [.. All.Reverse()] })
        {
            var found = await lapsed(shards);
            Assert.Equal(
                shards.SelectMany(shard => longestLapsedFirst.Where(work => Shards.Of(personOf(work)) == shard)),
                found.Intersect(longestLapsedFirst));
        }
    }
}
