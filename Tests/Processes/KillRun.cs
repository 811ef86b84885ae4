using Xunit;

namespace Reels.Tests.Processes;

/// <summary>
/// A load on the product while a part of it is killed again and again, and the check that what was answered is there,
/// once. <c>REELS_KILLS</c> sets how often (3), <c>REELS_SEED</c> repeats the choices of a run.
/// </summary>
/// <param name="product">It has started.</param>
/// <param name="workers">People who write concurrently.</param>
/// <param name="limit">The longest wait for answers between two kills.</param>
internal sealed class KillRun(ILoadedProduct product, int workers, TimeSpan limit, ITestOutputHelper output)
{
    /// <param name="pause">Answers between two kills: from, and below.</param>
    /// <param name="kill">Kills, and starts again what it has killed.</param>
    /// <param name="afterLoad">Done before the check.</param>
    public async Task RunAsync((int From, int Below) pause, Func<Random, Task> kill, Func<Task>? afterLoad = null)
    {
        var seed = TestNumber.Of("REELS_SEED", Random.Shared.Next());
        output.WriteLine($"REELS_SEED={seed}");
        var random = new Random(seed);
        var load = new WriteLoad(product, seed);
        using var end = new CancellationTokenSource();
        Task[] running = [.. Enumerable.Range(1, workers).Select(worker => load.RunAsync(worker, end.Token))];
        for (var kills = TestNumber.Of("REELS_KILLS", 3); kills > 0; kills--)
        {
            await UnlessFailedAsync(running, load.AnswersAsync(random.Next(pause.From, pause.Below), limit));
            await kill(random);
        }

        await UnlessFailedAsync(running, load.AnswersAsync(workers, limit));
        await end.CancelAsync();
        await Task.WhenAll(running).WaitAsync(limit);
        if (afterLoad is not null)
            await afterLoad();

        output.WriteLine($"{load.Journal}");
        await WrittenOnce.CheckAsync(load.Journal, product.Client);
    }

    /// <summary>A worker that fails ends the run immediately, with its reason.</summary>
    private static async Task UnlessFailedAsync(Task[] running, Task progress) =>
        await await Task.WhenAny([progress, .. running]);
}
