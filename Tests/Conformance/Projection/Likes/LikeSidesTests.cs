using Xunit;

namespace Reels.Tests.Conformance.Projection.Likes;

/// <summary>Tests over two sides of their own, which any number of silos share.</summary>
public abstract class LikeSidesTests : IAsyncLifetime
{
    private readonly List<LikeSilo> _silos = [];
    private LikeSides? _sides;

    /// <summary>The limit of calls that are to be late.</summary>
    protected virtual TimeSpan ShortLimit => TimeSpan.FromMilliseconds(300);

    private protected LikeSides Sides => _sides!;

    public async ValueTask InitializeAsync() => _sides = new(await OpenTruthAsync(), await OpenProjectionAsync());

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
            await silo.DisposeAsync();
        if (_sides is not null)
            await _sides.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected virtual Task<ILikeTruthEngine> OpenTruthAsync() => EmbeddedLikeTruthEngine.OpenAsync();

    private protected virtual Task<ILikeProjectionEngine> OpenProjectionAsync() =>
        EmbeddedLikeProjectionEngine.OpenAsync();

    /// <summary>
    /// Return when the silo has noticed a loss, and has brought what it remembers into the projection.
    /// </summary>
    private protected async Task NoticedAsync(LikeSilo silo)
    {
        await Until.TrueAsync(async () => (await Sides.Projection.GetEpochsAsync(default)).LostBefore > 0);
        await LooksAsync(silo);
    }

    /// <summary>Return when the silo has found that the truth has all that it answered.</summary>
    private protected static async Task LooksAsync(LikeSilo silo)
    {
        var looks = silo.Truth.CallsOf(LikeCalls.Mark);
        await Until.TrueAsync(() => silo.Truth.CallsOf(LikeCalls.Mark) > looks + 1);
    }

    /// <summary>Start a silo.</summary>
    private protected async Task<LikeSilo> SiloAsync(TimeSpan? callLimit = null)
    {
        var silo = IdleSilo(callLimit);
        await silo.StartAsync();
        return silo;
    }

    /// <summary>A silo whose loop doesn't run: it neither drains nor learns of an epoch.</summary>
    private protected LikeSilo IdleSilo(TimeSpan? callLimit = null)
    {
        var silo = new LikeSilo(Sides, callLimit);
        _silos.Add(silo);
        return silo;
    }
}
