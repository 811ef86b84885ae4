using Reels.Grains.Interfaces;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>The promises of every store about its writes, tested with a few writes of each port.</summary>
public abstract class StoreConformance(IStoreEngine engine) : PortSuite(engine)
{
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
            Assert.Contains(failed, (object?[][])(failure!.OutcomeUnknown ? [before, after] : [before]));

            await sample.WriteAsync();
            Assert.Equal(after, await sample.ReadAsync());
        }
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
