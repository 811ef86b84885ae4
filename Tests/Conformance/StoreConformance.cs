using Reels.Grains.Interfaces;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>What every store promises of its writes, shown on a few of each port.</summary>
public abstract class StoreConformance
{
    protected abstract IStoreEngine Engine { get; }

    [Fact]
    public async Task What_was_answered_is_there_after_a_restart()
    {
        foreach (var sample in await SamplesAsync())
        {
            var before = await sample.SeenAsync();
            await sample.WriteAsync();
            var after = await sample.SeenAsync();
            Assert.NotEqual(before, after);

            await Engine.ReopenAsync();

            Assert.Equal(after, await sample.SeenAsync());
        }
    }

    [Fact]
    public async Task A_write_that_fails_leaves_nothing_half_done_and_can_be_repeated()
    {
        foreach (var sample in await SamplesAsync())
        {
            var before = await sample.SeenAsync();
            StoreUnavailableException? failure = null;
            await Engine.WhileWritesFailAsync(
                async () => failure = await Assert.ThrowsAsync<StoreUnavailableException>(sample.WriteAsync));
            var then = await sample.SeenAsync();

            await sample.WriteAsync();
            var after = await sample.SeenAsync();
            Assert.NotEqual(before, after);
            Assert.Contains(then, (object?[][])(failure!.OutcomeUnknown ? [before, after] : [before]));

            await sample.WriteAsync();
            Assert.Equal(after, await sample.SeenAsync());
        }
    }

    [Fact]
    public async Task A_read_that_fails_says_that_the_store_is_unavailable()
    {
        foreach (var sample in await SamplesAsync())
        {
            await Engine.WhileReadsFailAsync(() => Assert.ThrowsAsync<StoreUnavailableException>(sample.SeenAsync));
            await sample.SeenAsync();
        }
    }

    /// <summary>Writes of this port on ids of their own, none of them made yet.</summary>
    protected abstract Task<SampleWrite[]> SamplesAsync();
}

/// <param name="Call">One call of a store, which may be repeated.</param>
/// <param name="See">Everything that it changes.</param>
public sealed record SampleWrite(string Name, Func<Task> Call, Func<Task<object?[]>> See)
{
    public Task WriteAsync() => Call();

    /// <summary>What is seen, under the name that a failed comparison then shows.</summary>
    public async Task<object?[]> SeenAsync() => [Name, .. await See()];
}
