using Reels.Tests.Conformance;
using Reels.Tests.Conformance.Projection;
using Reels.Tests.Conformance.Projection.Likes;
using Xunit;

namespace Reels.Tests.Real.Redis;

/// <summary>The projected stores, with the truth of likes in Redis.</summary>
public class RedisLikesFixture : IStoreEngine, IAsyncLifetime
{
    private readonly ProjectedStoresFixture _stores;

    public RedisLikesFixture()
        : this(EmbeddedLikeProjectionEngine.OpenAsync)
    {
    }

    private protected RedisLikesFixture(Func<Task<ILikeProjectionEngine>> openProjection) =>
        _stores = new(OpenAsync, openProjection);

    public IServiceProvider Ports
    {
        get
        {
            Assert.SkipUnless(Servers.AreRunning, Servers.Reason);
            return _stores.Ports;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Servers.AreRunning)
            await _stores.InitializeAsync();
    }

    public Task ReopenAsync() => _stores.ReopenAsync();

    public Task SettledAsync() => _stores.SettledAsync();

    public Task WhileWritesFailAsync(Func<Task> write) => _stores.WhileWritesFailAsync(write);

    public Task WhileReadsFailAsync(Func<Task> read) => _stores.WhileReadsFailAsync(read);

    public Task<bool> CutAsync(int command, bool afterItsEffect, Func<Task> write) =>
        _stores.CutAsync(command, afterItsEffect, write);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Servers.AreRunning)
            await _stores.DisposeAsync();
    }

    private static async Task<ILikeTruthEngine> OpenAsync() => await RedisLikeTruthEngine.OpenAsync();
}
