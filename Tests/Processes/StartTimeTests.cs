using Xunit;

namespace Reels.Tests.Processes;

[Collection(TimedCollection.Name)]
public sealed class StartTimeTests : IDisposable
{
    private static readonly TimeSpan Aim = TimeSpan.FromSeconds(5);

    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task The_standalone_product_serves_within_five_seconds()
    {
        // The fastest of several starts: a busy machine slows any single one.
        const int starts = 4;
        var fastest = TimeSpan.MaxValue;
        for (var start = 0; start < starts && fastest > Aim; start++)
        {
            var (process, _) = await ReelsProcess.StartStandaloneAsync($"{_data}");
            await using (process)
                fastest = process.TimeToServing < fastest ? process.TimeToServing : fastest;
        }

        Assert.InRange(fastest, TimeSpan.Zero, Aim);
    }
}
