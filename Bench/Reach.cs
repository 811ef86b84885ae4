using System.Diagnostics;

namespace Reels.Bench;

/// <summary>
/// What a post costs by the number of its author's followers, of whom one in 1,000 is awake: processor time until it is
/// delivered and announced, and the time until it is in the feed of one who is awake.
/// </summary>
internal static class Reach
{
    private const int Posts = 5;
    private const int AwakeShare = 1_000;

    public static async Task RunAsync()
    {
        await using var server = await BenchServer.StartAsync();
        // People without an account: only those who read a feed need one.
        foreach (var count in (int[])[10, 1_000, 10_000, 100_000, 1_000_000])
        {
            var author = (await server.MakePeopleAsync(1))[0];
            var awake = await server.MakePeopleAsync(Math.Max(1, count / AwakeShare));
            await server.FollowAsync(
                awake.Concat(Enumerable.Range(0, count - awake.Length).Select(_ => Guid.NewGuid().ToString("N")))
                    .Select(follower => (follower, author)));
            await server.PostAsync(author);
            await server.DeliveredAsync([author]);
            await Parallel.ForEachAsync(awake, async (follower, _) => await server.NewestAsync(follower));
            var (cpu, seen) = await MeasureAsync(server, author, awake[0]);
            Console.WriteLine(
                $"{count,9:N0} followers, {awake.Length,5:N0} awake: {cpu.TotalMilliseconds,9:N2} ms of CPU a post, "
                + $"in an awake feed after {seen.TotalMilliseconds,8:N1} ms");
        }
    }

    private static async Task<(TimeSpan Cpu, TimeSpan Seen)> MeasureAsync(BenchServer server, string author,
        string reader)
    {
        var (cpu, seen) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var i = 0; i < Posts; i++)
        {
            var (cpuBefore, began) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            var posted = await server.PostAsync(author);
            await server.DeliveredAsync([author]);
            cpu += Environment.CpuUsage.TotalTime - cpuBefore;
            while (await server.NewestAsync(reader) != posted.Id)
                await Task.Delay(1);
            seen += Stopwatch.GetElapsedTime(began);
        }

        return (cpu / Posts, seen / Posts);
    }
}
