using Reels.Grains.Health;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Health;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Unit.Health;

public sealed class StoresGrainTests
{
    [Fact]
    public async Task An_engine_whose_check_fails_is_down_and_the_others_are_not()
    {
        var grain = new StoresGrain([
            new Engine("a", _ => new(true)),
            new Engine("b", _ => throw new InvalidOperationException("a driver's mistake")),
            new Engine("c", _ => ValueTask.FromException<bool>(new StoreUnavailableException("c", false))),
            new Engine("d", _ => new(false)),
            new Engine("e", _ => new(new TaskCompletionSource<bool>().Task)),
            new Engine("f", _ => new(true)),
        ]);

        Assert.Equal(
            [new StoreStatus("a", true), new("b", false), new("c", false), new("d", false), new("e", false),
                new("f", true)],
            await grain.Check());
    }

    private sealed class Engine(string name, Func<CancellationToken, ValueTask<bool>> isUp) : IStoreHealth
    {
        public string Store => name;

        public ValueTask<bool> IsUpAsync(CancellationToken cancellationToken) => isUp(cancellationToken);
    }
}
