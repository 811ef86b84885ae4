using System.Globalization;
using Xunit;

namespace Reels.Tests.Processes;

/// <summary>
/// The built program under load, killed again and again. <c>REELS_KILLS</c> sets how often (3), <c>REELS_SEED</c>
/// repeats the choices of a run.
/// </summary>
[Collection(ProcessesCollection.Name)]
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Workers = 8;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task An_answered_write_exists_once_however_often_the_process_dies()
    {
        var kills = Setting("REELS_KILLS", 3);
        var seed = Setting("REELS_SEED", Random.Shared.Next());
        output.WriteLine($"REELS_SEED={seed}");
        using var data = new DataFolder();
        await using var product = new Killable($"{data}");
        var load = new WriteLoad(product, seed);
        using var end = new CancellationTokenSource();
        var random = new Random(seed);

        await product.StartAsync();
        Task[] workers = [.. Enumerable.Range(1, Workers).Select(worker => load.RunAsync(worker, end.Token))];
        for (var kill = 0; kill < kills; kill++)
        {
            await UnlessFailedAsync(workers, load.AnswersAsync(random.Next(40, 120), Limit));
            await product.KillAndStartAsync();
        }

        await UnlessFailedAsync(workers, load.AnswersAsync(Workers, Limit));
        await end.CancelAsync();
        await Task.WhenAll(workers).WaitAsync(Limit);
        await product.KillAndStartAsync();

        output.WriteLine($"{load}");
        await WrittenOnce.CheckAsync(load, product.Client);
    }

    /// <summary>A worker that fails ends the test immediately, with its reason.</summary>
    private static async Task UnlessFailedAsync(Task[] workers, Task progress) =>
        await await Task.WhenAny([progress, .. workers]);

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value
            : otherwise;
}
