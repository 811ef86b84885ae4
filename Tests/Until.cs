using System.Diagnostics;

namespace Reels.Tests;

/// <summary>Waits for a condition, and fails after 20 seconds unless another limit is given.</summary>
internal static class Until
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static Task TrueAsync(Func<bool> condition, TimeSpan? limit = null) =>
        TrueAsync(() => Task.FromResult(condition()), limit);

    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan? limit = null)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(began) > (limit ?? Limit))
                throw new TimeoutException("The condition did not become true.");
            await Task.Delay(5);
        }
    }
}
