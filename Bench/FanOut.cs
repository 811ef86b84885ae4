using System.Diagnostics;
using Reels.Grains.Stores;

namespace Reels.Bench;

/// <summary>
/// Deliveries per second and their CPU time: one author with 10,000 followers whose timelines are asleep, compared with
/// writing the same rows directly to the store.
/// </summary>
internal static class FanOut
{
    private const int Followers = 10_000;
    private const int Posts = 20;

    public static async Task RunAsync()
    {
        await using var server = await BenchServer.StartAsync();
        var followers = await server.MakePeopleAsync(Followers);
        var author = (await server.MakePeopleAsync(1))[0];
        await server.FollowAsync(followers.Select(follower => (follower, author)));
        await server.PostAsync(author);
        await server.DeliveredAsync([author]);

        for (var round = 1; round <= 3; round++)
        {
            var straight = await MeasureAsync(() => WriteStraightAsync(server, author, followers));
            var delivered = await MeasureAsync(async () =>
            {
                for (var i = 0; i < Posts; i++)
                    await server.PostAsync(author);
                await server.DeliveredAsync([author]);
            });
            Console.WriteLine(
                $"round {round}: straight {straight.Rate,9:N0} rows/s, {straight.Cpu:N1} us CPU each   "
                + $"delivered {delivered.Rate,9:N0}/s, {delivered.Cpu:N1} us CPU each   "
                + $"ratio {delivered.Rate / straight.Rate:N2}");
        }
    }

    private static async Task WriteStraightAsync(BenchServer server, string author, string[] followers)
    {
        var sorted = followers.Order(StringComparer.Ordinal).ToArray();
        for (var i = 0; i < Posts; i++)
        {
            var entry = new TimelineEntry(author, new(DateTimeOffset.UnixEpoch.AddSeconds(i), Guid.NewGuid()));
            foreach (var page in sorted.Chunk(1_000))
                await server.Stores.Timelines.AddAsync([entry], page, CancellationToken.None);
        }
    }

    private static async Task<(double Rate, double Cpu)> MeasureAsync(Func<Task> work)
    {
        var (cpu, began) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await work();
        var elapsed = Stopwatch.GetElapsedTime(began);
        return (Followers * Posts / elapsed.TotalSeconds,
            (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / (Followers * Posts));
    }
}
