using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

/// <summary>The queue of uploads whose bytes are to be erased.</summary>
public abstract class MediaErasureStoreConformance(IStoreEngine engine) : StoreConformance(engine)
{
    private readonly string _owner = Some.User();

    protected IMediaErasureStore Store => Port<IMediaErasureStore>();

    [Fact]
    public async Task Keys_are_queued_oldest_first_even_those_that_look_like_paths()
    {
        var keys = Some.OddIds();
        await Store.QueueAsync(keys[..3], _owner, default);
        await Store.QueueAsync(keys[3..], Some.User(), default);

        Assert.Equal(keys, (await Store.ListAsync(100_000, default)).Where(keys.Contains));
        Assert.Single(await Store.ListAsync(1, default));
        await Store.MarkErasedAsync(keys, default);
        Assert.DoesNotContain(await Store.ListAsync(100_000, default), keys.Contains);
    }

    [Fact]
    public async Task A_key_that_is_queued_again_keeps_its_place()
    {
        string[] keys = [Some.Media().Key, Some.Media().Key];
        await Store.QueueAsync(keys, _owner, default);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Store.QueueAsync([keys[0]], _owner, default).AsTask()));

        Assert.Equal(keys, (await Store.ListAsync(100_000, default)).Where(keys.Contains));
    }

    [Fact]
    public async Task An_erased_key_leaves_the_queue_and_may_come_again()
    {
        string[] keys = [Some.Media().Key, Some.Media().Key];
        await Store.QueueAsync(keys, _owner, default);
        await Store.MarkErasedAsync([keys[0]], default);
        await Store.MarkErasedAsync([keys[0], Some.Media().Key], default);
        Assert.Equal([keys[1]], (await Store.ListAsync(100_000, default)).Where(keys.Contains));

        await Store.QueueAsync([keys[0]], _owner, default);
        Assert.Contains(keys[0], await Store.ListAsync(100_000, default));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        string[] keys = [Some.Media().Key, Some.Media().Key];
        await Store.QueueAsync([keys[0]], _owner, default);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.QueueAsync([keys[1]], _owner, Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.MarkErasedAsync([keys[0]], Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.ListAsync(10, Some.Cancelled));

        Assert.Equal([keys[0]], (await Store.ListAsync(100_000, default)).Where(keys.Contains));
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var (queued, erased) = (Some.Media().Key, Some.Media().Key);
        await Store.QueueAsync([erased], _owner, default);
        async Task<object?[]> SeeAsync(string key) => [(await Store.ListAsync(100_000, default)).Count(key.Equals)];
        return
        [
            new("queue", () => Store.QueueAsync([queued], _owner, default).AsTask(), () => SeeAsync(queued)),
            new("erased", () => Store.MarkErasedAsync([erased], default).AsTask(), () => SeeAsync(erased)),
        ];
    }
}
