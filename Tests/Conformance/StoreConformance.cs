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
        foreach (var sample in await Samples())
        {
            var before = await sample.Seen();
            await sample.Write();
            var after = await sample.Seen();
            Assert.NotEqual(before, after);

            await Engine.Reopen();

            Assert.Equal(after, await sample.Seen());
        }
    }

    [Fact]
    public async Task A_write_that_fails_leaves_nothing_half_done_and_can_be_repeated()
    {
        foreach (var sample in await Samples())
        {
            var before = await sample.Seen();
            StoreUnavailableException? failure = null;
            await Engine.WhileWritesFail(async () => failure = await Assert.ThrowsAsync<StoreUnavailableException>(sample.Write));
            var then = await sample.Seen();

            await sample.Write();
            var after = await sample.Seen();
            Assert.NotEqual(before, after);
            Assert.Contains(then, (object?[][])(failure!.OutcomeUnknown ? [before, after] : [before]));

            await sample.Write();
            Assert.Equal(after, await sample.Seen());
        }
    }

    [Fact]
    public async Task A_read_that_fails_says_that_the_store_is_unavailable()
    {
        foreach (var sample in await Samples())
        {
            await Engine.WhileReadsFail(() => Assert.ThrowsAsync<StoreUnavailableException>(sample.Seen));
            await sample.Seen();
        }
    }

    /// <summary>Writes of this port on ids of their own, none of them made yet.</summary>
    protected abstract Task<SampleWrite[]> Samples();
}

/// <param name="Call">One call of a store, which may be repeated.</param>
/// <param name="See">Everything that it changes.</param>
public sealed record SampleWrite(string Name, Func<Task> Call, Func<Task<object?[]>> See)
{
    public Task Write() => Call();

    /// <summary>What is seen, under the name that a failed comparison then shows.</summary>
    public async Task<object?[]> Seen() => [Name, .. await See()];
}
