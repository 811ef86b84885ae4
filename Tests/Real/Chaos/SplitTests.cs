using Xunit;

namespace Reels.Tests.Real.Chaos;

/// <summary>Silos that don't know of each other, on the same databases, under load.</summary>
[Collection(TimedCollection.Name)]
public sealed class SplitTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_silo_that_is_cut_off_splits_no_feed_and_loses_no_write()
    {
        Assert.SkipUnless(Partition.IsPossible, "Needs root, iptables and setpriv.");
        await using var run = await ChaosRun.StartAsync(2, 2, output);
        var cutOff = await run.Cluster.StartSiloAsync(Partition.Launcher);

        await run.UnderLoadAsync(async () =>
        {
            run.Mark("silo cut off");
            await using (await Partition.StartAsync(run.Cluster.Ports[cutOff],
                run.Cluster.Silos.Where(silo => silo != cutOff).Select(silo => run.Cluster.Ports[silo])))
            {
                await Task.Delay(TimeSpan.FromSeconds(20));
            }

            run.Mark("cut healed");
            await cutOff.ExitCodeAsync();
            run.Cluster.Forget(cutOff);
            await run.Cluster.StartSiloAsync();
            await Task.Delay(TimeSpan.FromSeconds(10));
        });
    }

    /// <summary>Redis that comes back without its file: each silo ends, and is started again by who runs it.</summary>
    [Fact]
    public async Task A_lost_list_of_silos_ends_in_silos_that_are_listed()
    {
        await using var run = await ChaosRun.StartAsync(3, 2, output);

        await run.UnderLoadAsync(async () =>
        {
            run.Mark("list of silos lost");
            Assert.True(await run.Cluster.ForgetSilosAsync());
            await Task.WhenAll(run.Cluster.Silos.ToList().Select(async silo =>
            {
                Assert.Equal(1, await silo.ExitCodeAsync());
                Assert.Contains("has lost the list of silos", silo.Output, StringComparison.Ordinal);
                run.Cluster.Forget(silo);
                await run.Cluster.StartSiloAsync();
            }));
            await Until.TrueAsync(run.Cluster.AreReadyAsync, TimeSpan.FromSeconds(30));
            await Task.Delay(TimeSpan.FromSeconds(10));
        });

        Assert.InRange(run.LongestOutage(), TimeSpan.Zero, TimeSpan.FromSeconds(90));
    }

    /// <summary>Two clusters on the same databases: every grain has two activations.</summary>
    [Fact]
    public async Task Duplicate_activations_end_with_right_counts_and_feeds()
    {
        await using var run = await ChaosRun.StartAsync(1, 1, output);
        run.AllowStaleFeeds();

        var seen = await run.UnderLoadAsync(async () =>
        {
            run.Mark("second cluster");
            string[] second = [$"Cluster:Id=chaos-{Guid.NewGuid():N}"];
            var silo = await run.Cluster.StartSiloAsync(settings: second);
            var (node, _) = await run.Cluster.StartNodeAsync(second);
            await Task.Delay(TimeSpan.FromSeconds(20));
            run.Mark("second cluster stopped");
            await run.Cluster.StopAsync(node);
            await run.Cluster.StopAsync(silo);
        });

        Assert.Empty(seen.FailedTwice);
    }
}
