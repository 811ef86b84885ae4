using System.Diagnostics;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.Projection.Likes;
using Xunit;

namespace Reels.Tests.Unit.Likes;

public sealed class LikeSideTests
{
    private readonly LikeSide<string> _side = new("truth", TimeSpan.FromSeconds(10));

    [Fact]
    public async Task A_look_that_began_after_a_failure_ends_the_rest()
    {
        await FailAsync();

        Assert.True(_side.Recover(Stopwatch.GetTimestamp() + 1));
        Assert.False(_side.IsResting);
        Assert.False(_side.Recover(Stopwatch.GetTimestamp() + 1));
    }

    [Fact]
    public async Task A_look_that_began_before_a_failure_does_not_end_the_rest()
    {
        var began = Stopwatch.GetTimestamp();
        await FailAsync();

        Assert.False(_side.Recover(began));
        // Not IsResting: it ends after a second of real time.
        Assert.True(_side.Recover(Stopwatch.GetTimestamp() + 1));
    }

    private async Task FailAsync() => await Assert.ThrowsAsync<StoreUnavailableException>(
        () => _side.CallAsync<int>((_, _) => throw new StoreUnavailableException(Engines.Redis, outcomeUnknown: false),
            TestContext.Current.CancellationToken).AsTask());
}
