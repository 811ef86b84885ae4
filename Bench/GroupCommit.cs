using System.Diagnostics;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Bench;

/// <summary>
/// The gain of sharing an fsync: likes per second by callers who each wait for their answer, committed in groups and
/// one by one, on the disk of <c>./data</c>.
/// </summary>
internal static class GroupCommit
{
    private static readonly int[] Callers = [1, 8, 64, 256];
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    public static async Task RunAsync()
    {
        Console.WriteLine(
            $"{"callers",8} {"single/s",10} {"group/s",10} {"ratio",7} "
            + $"{"writes per commit",18} {"p99 single",11} {"p99 group",11}");
        foreach (var callers in Callers)
        {
            var single = await MeasureAsync(callers, maxGroup: 1);
            var group = await MeasureAsync(callers, new EmbeddedOptions().MaxGroup);
            Console.WriteLine(
                $"{callers,8} {single.PerSecond,10:N0} {group.PerSecond,10:N0} "
                + $"{group.PerSecond / single.PerSecond,7:N1} {group.PerCommit,18:N1} "
                + $"{single.Slow.TotalMilliseconds,8:N1} ms {group.Slow.TotalMilliseconds,8:N1} ms");
        }
    }

    private static async Task<Run> MeasureAsync(int callers, int maxGroup)
    {
        var folder = Directory.CreateDirectory(Path.Combine("data", $"bench-{Guid.NewGuid():N}"));
        try
        {
            using var stores = new EmbeddedStores(
                new EmbeddedOptions { Folder = folder.FullName, MaxGroup = maxGroup });
            await LikeAsync(stores, callers, TimeSpan.FromSeconds(0.5));
            var (writes, commits, began) = (stores.Database.Writes, stores.Database.Commits, Stopwatch.GetTimestamp());
            var waits = await LikeAsync(stores, callers, Duration);
            var elapsed = Stopwatch.GetElapsedTime(began);
            (writes, commits) = (stores.Database.Writes - writes, stores.Database.Commits - commits);
            return new Run(writes / elapsed.TotalSeconds, (double)writes / commits, waits[(int)(waits.Count * 0.99)]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<List<TimeSpan>> LikeAsync(EmbeddedStores stores, int callers, TimeSpan duration)
    {
        var began = Stopwatch.GetTimestamp();
        var waits = await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            var own = new List<TimeSpan>();
            var reel = Guid.NewGuid();
            while (Stopwatch.GetElapsedTime(began) < duration)
            {
                var sent = Stopwatch.GetTimestamp();
                await stores.Likes.ApplyAsync(reel,
                    [new LikeChange($"{own.Count:x32}", Liked: true, DateTimeOffset.UnixEpoch)],
                    CancellationToken.None);
                own.Add(Stopwatch.GetElapsedTime(sent));
            }

            return own;
        }));
        return [.. waits.SelectMany(own => own).Order()];
    }

    private sealed record Run(double PerSecond, double PerCommit, TimeSpan Slow);
}
