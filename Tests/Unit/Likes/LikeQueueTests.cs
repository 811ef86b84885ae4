using Reels.Grains.Interfaces;
using Reels.Grains.Likes;
using Reels.Grains.Stores;
using Reels.Tests.Cluster;
using Xunit;

namespace Reels.Tests.Unit.Likes;

public sealed class LikeQueueTests : IDisposable
{
    private readonly StoresUnderTest _stores = new();

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task A_full_queue_refuses_further_likes_immediately()
    {
        var gate = new Gate();
        _stores.Probe.Before = (_, _) => gate.PassAsync();
        var queue = new LikeQueue(Guid.NewGuid(), _stores.Probe.Wrap<ILikeStore>(_stores.Likes));
        var first = queue.ApplyAsync(Like(0));
        var waiting = Enumerable.Range(1, LikeQueue.MaxWaiting).Select(i => queue.ApplyAsync(Like(i))).ToList();
        var refused = queue.ApplyAsync(Like(LikeQueue.MaxWaiting + 1));

        Assert.True(refused.IsFaulted);
        Assert.False((await Assert.ThrowsAsync<StoreUnavailableException>(() => refused)).OutcomeUnknown);
        gate.Open();
        await Task.WhenAny(Task.WhenAll([first, .. waiting]));
    }

    private LikeChange Like(int person) => new($"p{person}", true, _stores.Time.Now());
}
