using Reels.Grains.Interfaces.Timelines;

namespace Reels.Bench;

/// <summary>
/// Heap growth of 10,000 awake timelines after a full collection: empty ones, full ones that follow 100 people, and the
/// growth per followee.
/// </summary>
internal static class TimelineMemory
{
    private const int Timelines = 10_000;

    public static async Task RunAsync()
    {
        // The caches are off, so the heap growth is that of the timelines.
        await using var server = await BenchServer.StartAsync(null, "--Data:WaitForDisk=false",
            "--Cache:Life=00:00:00");
        var authors = await server.MakePeopleAsync(1_000);
        await WakeAsync(server, await server.MakePeopleAsync(100));

        var empty = await MeasureAsync(server, followees: [], entries: 0);
        var few = await MeasureAsync(server, authors[..100], entries: 400);
        Console.WriteLine($"an awake timeline that follows no one: {empty:N0} bytes");
        Console.WriteLine(
            $"one that follows 100, with 400 entries: {few:N0} bytes, {few - empty:N0} beyond the empty one "
            + $"(allowed {(16 * 1024) + (48 * 100):N0})");
        var many = await MeasureAsync(server, authors[..600], entries: 0, timelines: 2_000);
        var some = await MeasureAsync(server, authors[..100], entries: 0, timelines: 2_000);
        Console.WriteLine($"a followee, from 100 to 600 of them: {(many - some) / 500.0:N1} bytes (allowed 48)");
    }

    private static async Task<long> MeasureAsync(BenchServer server, string[] followees, int entries,
        int timelines = Timelines)
    {
        var readers = await server.MakePeopleAsync(timelines);
        await server.FollowAsync(from reader in readers from followee in followees select (reader, followee));
        foreach (var page in readers.Chunk(1_000))
        {
            for (var i = 0; i < entries; i++)
            {
                await server.Stores.Timelines.AddAsync(
                    [new(followees[i % followees.Length], new(DateTimeOffset.UnixEpoch.AddSeconds(i), Guid.NewGuid()))],
                    page, default);
            }
        }
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await WakeAsync(server, readers);
        return (GC.GetTotalMemory(forceFullCollection: true) - before) / timelines;
    }

    private static Task WakeAsync(BenchServer server, string[] readers) => Parallel.ForEachAsync(
        readers, async (reader, cancellationToken) =>
            await server.Grains.GetGrain<ITimelineGrain>(reader).GetFeed(null, 1, cancellationToken));
}
