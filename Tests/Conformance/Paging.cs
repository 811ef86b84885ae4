using Xunit;

namespace Reels.Tests.Conformance;

internal static class Paging
{
    /// <summary>Everything in a list, page after page, each of at most <paramref name="limit"/>.</summary>
    public static async Task<List<T>> WalkAsync<T, TPosition>(int limit,
        Func<TPosition?, ValueTask<IReadOnlyList<T>>> page, Func<T, TPosition> position)
        where TPosition : struct
    {
        var all = new List<T>();
        TPosition? place = null;
        while (await page(place) is { Count: > 0 } items)
        {
            Assert.InRange(items.Count, 1, limit);
            all.AddRange(items);
            place = position(items[^1]);
        }

        return all;
    }

    /// <summary>Everything that a list without places holds, however much others have put there.</summary>
    public static async Task<IReadOnlyList<T>> WholeAsync<T>(Func<int, ValueTask<IReadOnlyList<T>>> list)
    {
        for (var limit = 1_000; ; limit *= 4)
        {
            if (await list(limit) is { } items && items.Count < limit)
                return items;
        }
    }

    /// <summary>
    /// Repeats a step, each of at most <paramref name="limit"/>, until it finds nothing; answers how many it found in
    /// all.
    /// </summary>
    public static async Task<int> StepsAsync(int limit, Func<int, ValueTask<int>> step)
    {
        var (total, last) = (0, 0);
        do
        {
            last = await step(limit);
            Assert.InRange(last, 0, limit);
            total += last;
        }
        while (last > 0);
        return total;
    }

    /// <summary>Runs all, at most 500 of them at once.</summary>
    public static async Task AllAsync<T>(IEnumerable<T> items, Func<T, ValueTask> act)
    {
        foreach (var chunk in items.Chunk(500))
            await Task.WhenAll(chunk.Select(item => act(item).AsTask()));
    }
}
