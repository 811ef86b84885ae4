using System.Globalization;
using Reels.Tests.Processes;
using Xunit;

namespace Reels.Tests.Real.Chaos;

/// <summary>
/// A cluster under a mixed load, and the check of all that was answered. <c>REELS_CHAOS=1</c> says that such runs are
/// wanted: they take minutes, and all processors. <c>REELS_RATE</c> sets the requests a second (100),
/// <c>REELS_SEED</c> repeats the choices of a run.
/// </summary>
internal sealed class ChaosRun : IAsyncDisposable
{
    public const string Variable = "REELS_CHAOS";

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    private readonly ITestOutputHelper _output;
    private readonly HttpClient _client;
    private readonly Balancer _balancer;
    private readonly MixedLoad _load;

    private ChaosRun(ProcessCluster cluster, int seed, ITestOutputHelper output)
    {
        Cluster = cluster;
        _output = output;
        _balancer = new(cluster);
        _client = new(_balancer) { BaseAddress = new("http://cluster"), Timeout = TimeSpan.FromSeconds(60) };
        _load = new(_client, _balancer, seed);
        Random = new(seed);
    }

    public ProcessCluster Cluster { get; }

    public Random Random { get; }

    /// <summary>Let feeds miss reels until the load has ended.</summary>
    public void AllowStaleFeeds() => _load.ChecksFeeds = false;

    private static int Rate => TestNumber.Of("REELS_RATE", 100);

    /// <summary>Times of faults, since the start of the load.</summary>
    private List<(TimeSpan At, string What)> Faults { get; } = [];

    public static async Task<ChaosRun> StartAsync(int silos, int nodes, ITestOutputHelper output)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Variable) == "1",
            $"Takes minutes, and all processors; {Variable}=1 says that it is wanted.");
        var seed = TestNumber.Of("REELS_SEED", Random.Shared.Next());
        output.WriteLine($"REELS_SEED={seed}");
        var run = new ChaosRun(await ProcessCluster.StartAsync(silos, nodes), seed, output);
        try
        {
            await run._load.PrepareAsync();
            // Programs that have just started compile most of what they run.
            using var warm = new CancellationTokenSource(WarmUp);
            await run._load.RunAsync(Rate, warm.Token);
            run._balancer.Reset();
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Send the load while faults are made, print the report, and check all that was written.</summary>
    /// <returns>What the load has seen.</returns>
    public async Task<Balancer> UnderLoadAsync(Func<Task> faults)
    {
        using var end = new CancellationTokenSource();
        var load = Task.Run(() => _load.RunAsync(Rate, end.Token));
        await Task.Delay(TimeSpan.FromSeconds(5));
        await faults();
        await Task.Delay(TimeSpan.FromSeconds(5));
        await end.CancelAsync();
        try
        {
            await load;
        }
        finally
        {
            Report();
        }

        await CheckAsync();
        return _balancer;
    }

    /// <summary>Send at a rate, and then wait for the answers that are missing.</summary>
    /// <returns>Answers a second until the end of that time, and the p99 of failed first attempts.</returns>
    public async Task<(double Answers, double FailedMilliseconds)> SendAsync(int rate, TimeSpan time)
    {
        _balancer.Reset();
        using var end = new CancellationTokenSource(time);
        var load = Task.Run(() => _load.RunAsync(rate, end.Token));
        await Task.Delay(time);
        var answers = _balancer.Answers / time.TotalSeconds;
        await load;
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rate}/s: {answers:F1} answered; {_balancer}"));
        _output.WriteLine(_balancer.Kinds());
        return (answers, _balancer.FailedMilliseconds);
    }

    /// <summary>Check all that was written.</summary>
    public async Task CheckAsync()
    {
        await WrittenOnce.CheckAsync(_load.Journal, _client);
        _output.WriteLine($"There, once: {_load.Journal}");
    }

    /// <summary>Note a fault for the report.</summary>
    public void Mark(string what) => Faults.Add((_balancer.Now, what));

    /// <summary>The longest time between a fault and a failure that began after it.</summary>
    public TimeSpan LongestOutage() => Faults
        .Select((fault, i) => LastFailure(fault.At, i + 1 < Faults.Count ? Faults[i + 1].At : TimeSpan.MaxValue))
        .DefaultIfEmpty().Max();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Cluster.DisposeAsync();
    }

    private TimeSpan LastFailure(TimeSpan from, TimeSpan to) => _balancer.Failures
        .Where(failure => failure.At >= from && failure.At < to).Select(failure => failure.At - from)
        .DefaultIfEmpty().Max();

    private void Report()
    {
        _output.WriteLine($"{_balancer}");
        _output.WriteLine(_balancer.Kinds());
        for (var i = 0; i < Faults.Count; i++)
        {
            var (at, what) = Faults[i];
            var to = i + 1 < Faults.Count ? Faults[i + 1].At : TimeSpan.MaxValue;
            var count = _balancer.Failures.Count(failure => failure.At >= at && failure.At < to);
            var last = LastFailure(at, to).TotalSeconds;
            _output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{at.TotalSeconds,6:F1} s {what}: {count} failed, the last after {last:F1} s"));
        }

        foreach (var failure in _balancer.FailedTwice.Take(20))
            _output.WriteLine("again " + failure);
        foreach (var process in Cluster.Silos.Concat(Cluster.Nodes.Select(node => node.Process)))
            _output.WriteLine(process.Tail);
    }
}
