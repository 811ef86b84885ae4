using Xunit;

namespace Reels.Tests.Conformance;

internal static class Paging
{
    /// <summary>Read a whole list in pages of at most <paramref name="limit"/> items.</summary>
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

    /// <summary>Read a whole list that has no pages, including entries of other tests.</summary>
    public static async Task<IReadOnlyList<T>> WholeAsync<T>(Func<int, ValueTask<IReadOnlyList<T>>> list)
    {
        for (var limit = 1_000; ; limit *= 4)
        {
            if (await list(limit) is { } items && items.Count < limit)
                return items;
        }
    }

    /// <summary>
    /// Repeat a step of at most <paramref name="limit"/> items until it finds none. Returns how many it found in all.
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

    /// <summary>
    /// Run an action for each item, for up to <see cref="IStoreEngine.Concurrency"/> items concurrently.
    /// </summary>
    public static async Task AllAsync<T>(IStoreEngine engine, IEnumerable<T> items, Func<T, ValueTask> action)
    {
        foreach (var chunk in items.Chunk(engine.Concurrency))
            await Task.WhenAll(chunk.Select(item => action(item).AsTask()));
    }
}
