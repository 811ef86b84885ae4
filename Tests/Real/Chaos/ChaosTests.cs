using Xunit;

namespace Reels.Tests.Real.Chaos;

/// <summary>
/// Three silos and two API nodes under load, while parts of them are broken: see <see cref="ChaosRun"/>.
/// </summary>
[Collection(TimedCollection.Name)]
public sealed class ChaosTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Serving = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_calm_cluster_fails_no_request()
    {
        await using var run = await ChaosRun.StartAsync(3, 2, output);

        var seen = await run.UnderLoadAsync(() => Task.Delay(TimeSpan.FromSeconds(20)));

        Assert.Empty(seen.Failures);
    }

    /// <summary><c>REELS_KILLS</c> sets how often (3).</summary>
    [Fact]
    public async Task A_killed_silo_loses_nothing_and_is_out_in_3_seconds()
    {
        await using var run = await ChaosRun.StartAsync(3, 2, output);

        var seen = await run.UnderLoadAsync(async () =>
        {
            for (var kills = TestNumber.Of("REELS_KILLS", 3); kills > 0; kills--)
            {
                run.Mark("silo killed");
                await run.Cluster.KillAsync(run.Cluster.Silos[run.Random.Next(3)]);
                await Task.Delay(TimeSpan.FromSeconds(8));
                await run.Cluster.StartSiloAsync();
                await Task.Delay(TimeSpan.FromSeconds(4));
            }
        });

        Assert.Empty(seen.FailedTwice);
        Assert.InRange(run.LongestOutage(), TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    /// <summary>A silo that pauses for 30 s is declared dead, and ends when it finds that out.</summary>
    [Fact]
    public async Task A_paused_silo_is_replaced_and_ends_when_it_wakes()
    {
        await using var run = await ChaosRun.StartAsync(3, 2, output);

        var seen = await run.UnderLoadAsync(async () =>
        {
            var silo = run.Cluster.Silos[run.Random.Next(3)];
            run.Mark("silo paused");
            await silo.SignalAsync("STOP");
            await Task.Delay(TimeSpan.FromSeconds(15));
            await run.Cluster.StartSiloAsync();
            await Task.Delay(TimeSpan.FromSeconds(15));
            run.Mark("silo woken");
            await silo.SignalAsync("CONT");
            output.WriteLine($"The silo ended with {await silo.ExitCodeAsync()}.\n{silo.Tail}");
            run.Cluster.Forget(silo);
        });

        Assert.Empty(seen.FailedTwice);
    }

    [Fact]
    public async Task A_cluster_that_was_killed_serves_again_in_30_seconds()
    {
        await using var run = await ChaosRun.StartAsync(3, 2, output);

        await run.UnderLoadAsync(async () =>
        {
            run.Mark("all silos killed");
            foreach (var silo in run.Cluster.Silos.ToList())
                await run.Cluster.KillAsync(silo);
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => run.Cluster.StartSiloAsync()));
            await Until.TrueAsync(run.Cluster.AreReadyAsync, Serving);
            await Task.Delay(TimeSpan.FromSeconds(10));
        });

        Assert.InRange(run.LongestOutage(), TimeSpan.Zero, Serving);
    }

    /// <summary><c>REELS_ROLLS</c> sets how often every silo is replaced (1).</summary>
    [Fact]
    public async Task A_rolling_restart_fails_no_request()
    {
        await using var run = await ChaosRun.StartAsync(3, 2, output);

        var seen = await run.UnderLoadAsync(async () =>
        {
            for (var rolls = TestNumber.Of("REELS_ROLLS", 1); rolls > 0; rolls--)
            {
                foreach (var silo in run.Cluster.Silos.ToList())
                {
                    await run.Cluster.StartSiloAsync();
                    run.Mark("silo stopped");
                    Assert.Equal(0, await run.Cluster.StopAsync(silo));
                }

                foreach (var (node, _) in run.Cluster.Nodes.ToList())
                {
                    await run.Cluster.StartNodeAsync();
                    run.Mark("API node stopped");
                    Assert.Equal(0, await run.Cluster.StopAsync(node));
                }
            }
        });

        Assert.Empty(seen.Failures);
    }

    [Fact]
    public async Task Scaling_from_1_to_5_and_back_to_2_fails_no_request()
    {
        await using var run = await ChaosRun.StartAsync(1, 2, output);

        var seen = await run.UnderLoadAsync(async () =>
        {
            while (run.Cluster.Silos.Count < 5)
            {
                run.Mark("silo added");
                await run.Cluster.StartSiloAsync();
            }

            // The new silos compile most of what they run.
            await Task.Delay(TimeSpan.FromMinutes(1));
            while (run.Cluster.Silos.Count > 2)
            {
                run.Mark("silo stopped");
                Assert.Equal(0, await run.Cluster.StopAsync(run.Cluster.Silos[0]));
            }
        });

        Assert.Empty(seen.Failures);
    }

    [Fact]
    public async Task A_killed_API_node_is_replaced_by_the_other()
    {
        await using var run = await ChaosRun.StartAsync(3, 2, output);

        var seen = await run.UnderLoadAsync(async () =>
        {
            run.Mark("API node killed");
            await run.Cluster.KillAsync(run.Cluster.Nodes[0].Process);
            await Task.Delay(TimeSpan.FromSeconds(5));
        });

        Assert.Empty(seen.FailedTwice);
    }

    /// <summary>
    /// The most that this machine can serve is found by doubling the rate until a fifth of it isn't answered in time.
    /// </summary>
    [Fact]
    public async Task Twice_the_load_is_refused_soon_and_costs_little_of_the_work()
    {
        await using var run = await ChaosRun.StartAsync(3, 2, output);
        var (rate, answers, best) = (4, 0.0, 0.0);
        do
        {
            rate *= 2;
            (answers, _) = await run.SendAsync(rate, TimeSpan.FromSeconds(15));
            best = Math.Max(best, answers);
        }
        while (answers >= 0.8 * rate);

        var (overloaded, failed) = await run.SendAsync((int)(2 * best), TimeSpan.FromSeconds(30));

        Assert.InRange(overloaded, 0.8 * best, double.MaxValue);
        Assert.InRange(failed, 0, TimeSpan.FromSeconds(3).TotalMilliseconds);
        await run.CheckAsync();
    }

    /// <summary>Needs the program <c>faketime</c>.</summary>
    [Fact]
    public async Task Clocks_5_minutes_apart_keep_order_and_exactness()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/faketime"), "Needs the program faketime.");
        await using var run = await ChaosRun.StartAsync(1, 2, output);

        var seen = await run.UnderLoadAsync(async () =>
        {
            run.Mark("silo added whose clock is 5 minutes ahead");
            await run.Cluster.StartSiloAsync(["/usr/bin/faketime", "-m", "-f", "+5m"]);
            await Task.Delay(TimeSpan.FromSeconds(15));
            run.Mark("the other silo stopped");
            Assert.Equal(0, await run.Cluster.StopAsync(run.Cluster.Silos[0]));
            run.Mark("silo added whose clock is right");
            await run.Cluster.StartSiloAsync();
            await Task.Delay(TimeSpan.FromSeconds(15));
        });

        Assert.Empty(seen.FailedTwice);
    }
}
