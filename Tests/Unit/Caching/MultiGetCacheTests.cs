using Reels.Grains.Interfaces;
using Xunit;

namespace Reels.Tests.Unit.Caching;

public sealed class MultiGetCacheTests
{
    [Fact]
    public async Task Cached_keys_are_served_immediately_and_the_rest_by_one_load()
    {
        var loads = new GatedLoads { ["a"] = 1, ["b"] = 2, ["c"] = 3 };
        await loads.GetAsync("a");
        Assert.Equal((int[])[1, 3, 2, 1], await loads.GetAsync("a", "c", "b", "a"));

        Assert.Equal([["a"], ["c", "b"]], loads.Loads);
        Assert.True(loads.GetAsync("a", "b", "c").AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_missing_value_is_cached_too()
    {
        var loads = new GatedLoads();
        Assert.Equal((int[])[0], await loads.GetAsync("a"));
        loads["a"] = 1;

        Assert.Equal((int[])[0], await loads.GetAsync("a"));
        Assert.Single(loads.Loads);
    }

    [Fact]
    public async Task A_value_is_loaded_again_when_its_life_is_over()
    {
        var loads = new GatedLoads { ["a"] = 1 };
        await loads.GetAsync("a");
        loads["a"] = 2;
        loads.Time.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.Equal(1, (await loads.GetAsync("a"))[0]);
        loads.Time.Advance(TimeSpan.FromMilliseconds(2));

        Assert.Equal(2, (await loads.GetAsync("a"))[0]);
    }

    [Fact]
    public async Task A_life_counts_from_the_start_of_the_load()
    {
        var loads = new GatedLoads { ["a"] = 1 };
        var gate = new TaskCompletionSource();
        loads.Gate = gate.Task;
        var reading = loads.GetAsync("a").AsTask();
        await loads.UntilLoadsAsync(1);
        loads.Time.Advance(TimeSpan.FromMilliseconds(1500));
        gate.SetResult();
        await reading;
        await loads.GetAsync("a");
        Assert.Single(loads.Loads);
        loads.Time.Advance(TimeSpan.FromMilliseconds(501));
        await loads.GetAsync("a");

        Assert.Equal(2, loads.Loads.Count);
    }

    [Fact]
    public async Task Callers_at_the_same_time_share_one_load_of_a_key()
    {
        var loads = new GatedLoads { ["a"] = 1, ["b"] = 2, ["c"] = 3 };
        var gate = new TaskCompletionSource();
        loads.Gate = gate.Task;
        var first = loads.GetAsync("a", "b").AsTask();
        var others = Enumerable.Range(0, 50).Select(_ => loads.GetAsync("b", "a").AsTask()).ToArray();
        var overlapping = loads.GetAsync("b", "c").AsTask();
        await loads.UntilLoadsAsync(2);
        gate.SetResult();

        Assert.Equal((int[])[1, 2], await first);
        Assert.All(await Task.WhenAll(others), read => Assert.Equal((int[])[2, 1], read));
        Assert.Equal((int[])[2, 3], await overlapping);
        Assert.Equal(2, loads.Loads.Count);
        Assert.Contains(loads.Loads, keys => keys is ["c"]);
    }

    [Fact]
    public async Task A_value_loaded_before_a_write_is_not_served_after_it()
    {
        var loads = new GatedLoads { ["a"] = 1 };
        await loads.GetAsync("a");
        loads["a"] = 2;
        var written = loads.Clock.FreshAsOfNow();
        Assert.Equal(1, (await loads.GetAsync("a"))[0]);
        Assert.Equal(2, (await loads.Cache.GetManyAsync(["a"], written, CancellationToken.None))[0]);

        Assert.Equal(2, (await loads.Cache.GetManyAsync(["a"], written, CancellationToken.None))[0]);
        Assert.Equal(2, loads.Loads.Count);
    }

    [Fact]
    public async Task A_load_begun_before_a_write_does_not_replace_newer_values()
    {
        var loads = new GatedLoads { ["a"] = 1 };
        var (early, gate) = await loads.DelayedAsync("a");
        loads["a"] = 2;
        Assert.Equal(2, (await loads.GetFreshAsync("a"))[0]);
        gate.SetResult();

        Assert.Equal(1, (await early)[0]);
        Assert.Equal(2, (await loads.GetAsync("a"))[0]);
    }

    [Fact]
    public async Task A_load_older_than_a_life_is_not_joined()
    {
        var loads = new GatedLoads(life: TimeSpan.FromMilliseconds(100)) { ["a"] = 1 };
        var (early, gate) = await loads.DelayedAsync("a");
        loads["a"] = 2;
        loads.Time.Advance(TimeSpan.FromMilliseconds(101));
        var late = loads.GetAsync("a").AsTask();
        await loads.UntilLoadsAsync(2);
        gate.SetResult();

        Assert.Equal(1, (await early)[0]);
        Assert.Equal(2, (await late)[0]);
    }

    [Fact]
    public async Task A_value_invalidated_while_it_loads_is_not_kept()
    {
        var loads = new GatedLoads { ["a"] = 1, ["b"] = 1 };
        var (early, gate) = await loads.DelayedAsync("a", "b");
        loads["a"] = 2;
        loads.Cache.Invalidate("a");
        gate.SetResult();
        await early;

        Assert.Equal(2, (await loads.GetAsync("a", "b"))[0]);
        Assert.Equal(["a"], loads.Loads[1]);
    }

    [Fact]
    public async Task An_invalidated_value_is_loaded_again()
    {
        var loads = new GatedLoads { ["a"] = 1 };
        await loads.GetAsync("a");
        loads["a"] = 2;
        loads.Cache.Invalidate("a");

        Assert.Equal(2, (await loads.GetAsync("a"))[0]);
    }

    [Fact]
    public async Task A_failed_load_fails_its_callers_and_caches_nothing()
    {
        var loads = new GatedLoads { ["a"] = 1 };
        var gate = new TaskCompletionSource();
        loads.Gate = gate.Task;
        loads.Failure = new StoreUnavailableException(Engines.Embedded, outcomeUnknown: false);
        var waiting = new[] { loads.GetAsync("a").AsTask(), loads.GetAsync("a").AsTask() };
        await loads.UntilLoadsAsync(1);
        gate.SetResult();
        foreach (var read in waiting)
            await Assert.ThrowsAsync<StoreUnavailableException>(() => read);
        loads.Failure = null;

        Assert.Equal(1, (await loads.GetAsync("a"))[0]);
        Assert.Equal(2, loads.Loads.Count);
    }

    [Fact]
    public async Task A_load_over_its_time_limit_fails_as_unavailable()
    {
        var loads = new GatedLoads(limit: TimeSpan.FromMilliseconds(1)) { Gate = new TaskCompletionSource().Task };
        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await loads.GetAsync("a"));

        Assert.Equal(StoreFailure.TimedOut, failure.Failure);
    }

    [Fact]
    public async Task A_cancelled_caller_does_not_stop_the_load()
    {
        var loads = new GatedLoads { ["a"] = 1 };
        var gate = new TaskCompletionSource();
        loads.Gate = gate.Task;
        using var cancellation = new CancellationTokenSource();
        var impatient = loads.Cache.GetManyAsync(["a"], 0, cancellation.Token).AsTask();
        var patient = loads.GetAsync("a").AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        gate.SetResult();

        Assert.Equal(1, (await patient)[0]);
        Assert.Single(loads.Loads);
    }

    [Fact]
    public async Task The_oldest_values_are_evicted_when_the_bytes_are_used_up()
    {
        var loads = new GatedLoads(bytes: 1_000);
        for (var i = 0; i < 25; i++)
        {
            loads[$"{i}"] = i;
            await loads.GetAsync($"{i}");
        }

        Assert.Equal(1_000, loads.Cache.Bytes);
        Assert.True(loads.GetAsync([.. Enumerable.Range(15, 10).Select(i => $"{i}")]).AsTask().IsCompletedSuccessfully);
        await loads.GetAsync("14");
        Assert.Equal(["14"], loads.Loads[^1]);
    }

    [Fact]
    public async Task Expired_values_free_their_bytes()
    {
        var loads = new GatedLoads();
        await loads.GetAsync([.. Enumerable.Range(0, 100).Select(i => $"{i}")]);
        loads.Time.Advance(TimeSpan.FromSeconds(3));
        await loads.GetAsync("new");

        Assert.Equal(100, loads.Cache.Bytes);
    }

    [Fact]
    public async Task Without_a_life_nothing_is_kept()
    {
        var loads = new GatedLoads(life: TimeSpan.Zero) { ["a"] = 1 };
        await loads.GetAsync("a");
        loads["a"] = 2;

        Assert.Equal(2, (await loads.GetAsync("a"))[0]);
        Assert.Equal(0, loads.Cache.Bytes);
    }

    [Fact]
    public async Task A_cached_page_costs_little_memory_and_no_load()
    {
        var loads = new GatedLoads();
        var keys = Enumerable.Range(0, 20).Select(i => $"{i}").ToArray();
        await loads.GetAsync(keys);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            _ = await loads.GetAsync(keys);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1_000, 0, 2_000);
        Assert.Single(loads.Loads);
    }

    [Fact]
    public async Task Stale_values_serve_up_to_the_first_unknown_key()
    {
        var loads = new GatedLoads(announced: true) { ["a"] = 1, ["b"] = 2, ["d"] = 4 };
        await loads.GetAsync("a", "b", "d");
        loads.Time.Advance(TimeSpan.FromHours(1));
        loads.Failure = new StoreUnavailableException(Engines.Embedded, outcomeUnknown: false);

        var read = await loads.Cache.GetManyOrStaleAsync(["a", "b", "c", "d"], loads.Clock.FreshAsOfNow(), default);

        Assert.Equal((2, loads.Failure), (read.Known, read.Failure));
        Assert.Equal([1, 2, 0, 0], read.Values);
        loads.Cache.Invalidate("a");
        read = await loads.Cache.GetManyOrStaleAsync(["a"], 0, default);
        Assert.Equal(loads.Failure, Assert.Throws<StoreUnavailableException>(() => read.First));
        loads.Failure = null;
        read = await loads.Cache.GetManyOrStaleAsync(["a", "c", "d"], 0, default);
        Assert.Equal((3, null), (read.Known, read.Failure));
    }

    [Fact]
    public async Task Stale_values_stay_within_the_bytes()
    {
        var loads = new GatedLoads(bytes: 1_000, announced: true);
        foreach (var key in Enumerable.Range(0, 100))
        {
            loads.Time.Advance(TimeSpan.FromMinutes(1));
            await loads.GetAsync($"{key}");
        }

        Assert.Equal(1_000, loads.Cache.Bytes);
    }
}
