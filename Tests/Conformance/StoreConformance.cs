using Reels.Grains.Interfaces;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>The promises of every store about its writes, tested with a few writes of each port.</summary>
public abstract class StoreConformance(IStoreEngine engine) : PortSuite(engine)
{
    /// <summary>More commands than any single call of a store makes.</summary>
    private const int MaxCommands = 40;

    /// <summary>
    /// Whether a write whose outcome is unknown is done or not done, but never in part. An adapter that writes in
    /// several steps overrides this: its part of a write may show until the write is repeated, or continued by others.
    /// </summary>
    protected virtual bool WritesInOneStep => true;

    [Fact]
    public async Task Answered_writes_survive_a_restart()
    {
        foreach (var sample in await SamplesAsync())
        {
            var before = await sample.ReadAsync();
            await sample.WriteAsync();
            var after = await sample.ReadAsync();
            Assert.NotEqual(before, after);

            await Engine.ReopenAsync();

            Assert.Equal(after, await sample.ReadAsync());
        }
    }

    [Fact]
    public async Task A_failed_write_is_all_or_nothing_and_can_be_repeated()
    {
        foreach (var sample in await SamplesAsync())
        {
            var before = await sample.ReadAsync();
            StoreUnavailableException? failure = null;
            await Engine.WhileWritesFailAsync(
                async () => failure = await Assert.ThrowsAsync<StoreUnavailableException>(sample.WriteAsync));
            var failed = await sample.ReadAsync();

            await sample.WriteAsync();
            var after = await sample.ReadAsync();
            Assert.NotEqual(before, after);
            if (WritesInOneStep || !failure!.OutcomeUnknown)
                Assert.Contains(failed, (object?[][])(failure!.OutcomeUnknown ? [before, after] : [before]));

            await sample.WriteAsync();
            Assert.Equal(after, await sample.ReadAsync());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_that_is_cut_off_anywhere_can_be_repeated(bool afterItsEffect)
    {
        var command = 0;
        while (await CutEachAsync(command, afterItsEffect))
            Assert.True(command++ < MaxCommands);
        Assert.True(command > 0);
    }

    [Fact]
    public async Task A_failed_read_reports_the_store_as_unavailable()
    {
        foreach (var sample in await SamplesAsync())
        {
            await Engine.WhileReadsFailAsync(() => Assert.ThrowsAsync<StoreUnavailableException>(sample.ReadAsync));
            await sample.ReadAsync();
        }
    }

    /// <summary>Cut off each sample at this command; whether any makes so many.</summary>
    private async Task<bool> CutEachAsync(int command, bool afterItsEffect)
    {
        var isAnyCut = false;
        foreach (var sample in await SamplesAsync())
        {
            var before = await sample.ReadAsync();
            if (!await Engine.CutAsync(command, afterItsEffect, sample.WriteAsync))
                continue;
            isAnyCut = true;
            await Engine.SettledAsync();
            var cut = await sample.ReadAsync();

            await sample.WriteAsync();
            await Engine.SettledAsync();
            var after = await sample.ReadAsync();
            Assert.NotEqual(before, after);
            if (WritesInOneStep)
                Assert.Contains(cut, (object?[][])[before, after]);

            await sample.WriteAsync();
            Assert.Equal(after, await sample.ReadAsync());
        }

        return isAnyCut;
    }

    /// <summary>Prepare some writes of this port on new ids, without making them.</summary>
    protected abstract Task<SampleWrite[]> SamplesAsync();
}

/// <param name="Call">Calls a store once. The call may be repeated.</param>
/// <param name="Read">Reads everything that the call changes.</param>
public sealed record SampleWrite(string Name, Func<Task> Call, Func<Task<object?[]>> Read)
{
    public Task WriteAsync() => Call();

    /// <summary>Read the state. It begins with the name, which a failed comparison then shows.</summary>
    public async Task<object?[]> ReadAsync() => [Name, .. await Read()];
}
