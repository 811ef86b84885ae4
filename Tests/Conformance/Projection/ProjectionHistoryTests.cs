using Reels.Grains.Interfaces;
using Reels.Tests.Cluster;
using Xunit;

namespace Reels.Tests.Conformance.Projection;

/// <summary>Random histories of writes, reads and outages. A subclass names the kind of rows.</summary>
public abstract class ProjectionHistoryTests : IAsyncLifetime
{
    private const int Steps = 20;
    private const int CallsPerOutage = 200;

    private Sides? _sides;

    private protected virtual int Histories => 300;

    private Sides Sides => _sides!;

    public async ValueTask InitializeAsync() => _sides = await Sides.OpenAsync(await OpenProjectionAsync());

    public async ValueTask DisposeAsync()
    {
        if (_sides is not null)
            await _sides.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Reads_never_go_back_and_both_sides_agree_afterwards(int seed)
    {
        await using var silo = await SiloAsync();
        await using var other = await SiloAsync();
        var rows = new IProjectedRow[Histories];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = await NewRowAsync(Sides);

        Outages(Sides.Truth, new Random(seed));
        Outages(Sides.Projection, new Random(seed + 100));
        await Task.WhenAll(rows.Select((row, i) => Task.Run(() => i % 2 == 0
            ? InOrderAsync(row, silo, new Random(seed + i))
            : OutOfOrderAsync(row, silo, other, new Random(seed + i)))));
        Sides.Truth.Recover();
        Sides.Projection.Recover();
        Sides.Truth.After = Sides.Projection.After = null;

        // The second look began after the last write.
        foreach (var one in (ProjectedSilo[])[silo, other])
        {
            await Until.TrueAsync(() => one.IsCurrent);
            await one.StopAsync();
        }

        await using var last = await SiloAsync();
        foreach (var row in rows)
            Assert.Equal(await row.ReadTruthAsync(), await row.ReadProjectionAsync());
    }

    private protected abstract Task<IProjectedRow> NewRowAsync(Sides sides);

    private protected virtual Task<IProjectionEngine> OpenProjectionAsync() => EmbeddedProjectionEngine.OpenAsync();

    /// <summary>
    /// One writer: each answered read shows the last answered write, or a later one whose outcome is unknown.
    /// </summary>
    private static async Task InOrderAsync(IProjectedRow row, ProjectedSilo silo, Random random)
    {
        HashSet<object?> possible = [];
        for (var seq = 1; seq <= Steps; seq++)
        {
            var isAnswered = await TryAsync(() => row.WriteAsync(silo, seq));
            if (isAnswered)
                possible.Clear();
            if (isAnswered || possible.Count > 0)
                possible.Add(row.StateAfter(seq));
            if (possible.Count > 0 && random.Next(2) == 0)
                await TryAsync(async () => Assert.Contains(await row.ReadAsync(silo), possible));
        }
    }

    /// <summary>Two silos write concurrently, with seqs in any order.</summary>
    private static async Task OutOfOrderAsync(IProjectedRow row, ProjectedSilo silo, ProjectedSilo other, Random random)
    {
        var seqs = Enumerable.Range(1, Steps).ToArray();
        random.Shuffle(seqs);
        foreach (var pair in seqs.Chunk(2))
        {
            await Task.WhenAll(TryAsync(() => row.WriteAsync(silo, pair[0])),
                TryAsync(() => row.WriteAsync(other, pair[1])));
        }
    }

    /// <summary>
    /// Take the side through times in which all calls are answered, all fail, or some fail before or after their
    /// effect.
    /// </summary>
    private static void Outages(StoreProbe side, Random random)
    {
        var (calls, chance) = (0, 0);
        Task PassAsync(bool changes)
        {
            lock (random)
            {
                if (changes && calls++ % CallsPerOutage == 0)
                    chance = random.Next(4) switch { 0 => 100, 1 => 20, _ => 0 };
                return random.Next(100) < chance
                    ? Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: true))
                    : Task.CompletedTask;
            }
        }

        (side.Before, side.After) = ((_, _) => PassAsync(changes: true), _ => PassAsync(changes: false));
    }

    private static async Task<bool> TryAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private async Task<ProjectedSilo> SiloAsync()
    {
        var silo = new ProjectedSilo(Sides);
        await silo.StartAsync();
        await Until.TrueAsync(() => silo.IsCurrent);
        return silo;
    }
}
