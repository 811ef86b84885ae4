using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>
/// The order in which some ports list work whose lease has ended: by shard in the order of the request, and within a
/// shard longest lapsed first.
/// </summary>
internal static class ShardOrder
{
    public static readonly int[] All = [.. Enumerable.Range(0, Shards.Count)];

    /// <param name="longestLapsedFirst">The work of this test. Other tests may have left more.</param>
    /// <param name="personOf">The person whose shard the work is in.</param>
    /// <param name="lapsed">Lists all lapsed work of these shards.</param>
    public static async Task AssertKeptAsync<T>(IReadOnlyCollection<T> longestLapsedFirst, Func<T, string> personOf,
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
