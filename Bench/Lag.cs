using System.Diagnostics;

namespace Reels.Bench;

/// <summary>
/// Time from a post until it is in the feeds of all 1,000 awake followers, and how it is spent.
/// </summary>
internal static class Lag
{
    private const int Followers = 1_000;

    public static async Task RunAsync()
    {
        await using var server = await BenchServer.StartAsync();
        var followers = await server.MakePeopleAsync(Followers);
        var author = (await server.MakePeopleAsync(1))[0];
        await server.FollowAsync(followers.Select(follower => (follower, author)));
        await Parallel.ForEachAsync(followers, async (follower, _) => await server.NewestAsync(follower));

        for (var round = 1; round <= 5; round++)
        {
            var began = Stopwatch.GetTimestamp();
            var posted = await server.PostAsync(author);
            var answered = Stopwatch.GetElapsedTime(began);
            while (await server.NewestAsync(followers[0]) != posted.Id)
                await Task.Yield();
            var first = Stopwatch.GetElapsedTime(began);
            await Parallel.ForEachAsync(followers, async (follower, _) =>
            {
                while (await server.NewestAsync(follower) != posted.Id)
                    await Task.Yield();
            });
            var all = Stopwatch.GetElapsedTime(began);
            Console.WriteLine(
                $"round {round}: answered after {answered.TotalMilliseconds:N1} ms, "
                + $"in one follower's feed after {first.TotalMilliseconds:N1} ms, "
                + $"read from all {Followers:N0} by {all.TotalMilliseconds:N0} ms");
        }
    }
}
