using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Xunit;

namespace Reels.Tests.Cluster.FanOut;

/// <summary>Keys of deleted reels reach another engine's queue, and each engine knows its own references.</summary>
[Collection(nameof(FeedCluster))]
public sealed class DeletedMediaTests(FeedCluster cluster) : IAsyncLifetime
{
    private const string Queue = "IMediaErasureStore.QueueAsync";

    private string _author = "", _reader = "";

    private IMediaReferencesGrain References => cluster.Silos.Client.GetGrain<IMediaReferencesGrain>(0);

    public async ValueTask InitializeAsync() => (_author, _reader, _) = await cluster.FollowedAuthorAsync();

    public ValueTask DisposeAsync()
    {
        cluster.Heal();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Keys_are_queued_before_the_entry_of_a_delete_is_closed()
    {
        var reel = await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);
        cluster.Stores.Probe.ForgetCalls();
        var deleted = await cluster.Author(_author).Delete(reel);
        await cluster.DeliveredAsync(_author);

        var calls = cluster.Stores.Probe.Calls.ToList();
        Assert.InRange(calls.IndexOf(Queue), 0, calls.LastIndexOf("IOutbox.RemoveAsync"));
        Assert.Contains(Assert.Single(deleted.Unreferenced), await References.NextErasures(1_000));
    }

    [Fact]
    public async Task A_queue_that_fails_holds_up_nothing_else()
    {
        var reel = await cluster.PostAsync(_author);
        await cluster.DeliveredAsync(_author);
        cluster.Stores.Probe.Before = (name, _) => name == Queue ? Unavailable() : Task.CompletedTask;
        var deleted = await cluster.Author(_author).Delete(reel);
        var next = await cluster.PostAsync(_author);
        await Until.TrueAsync(async () =>
            await cluster.Stores.Outbox.ListAsync(_author, default) is [var open] && open.ReelId == reel);
        Assert.Equal([next], await cluster.FeedAsync(_reader));

        cluster.Heal();
        await cluster.RecoverAsync(_author);
        Assert.Empty(await cluster.Stores.Outbox.ListAsync(_author, default));
        Assert.Contains(Assert.Single(deleted.Unreferenced), await References.NextErasures(1_000));
    }

    [Fact]
    public async Task References_of_a_kind_are_known_while_another_engine_fails()
    {
        cluster.Stores.Probe.Before = (name, _) =>
            name.StartsWith("References of Reel.", StringComparison.Ordinal) ? Unavailable() : Task.CompletedTask;
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => References.FindUnreferenced(MediaKind.Reel, ["reels/none.jpg"]));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => References.StoreId(MediaKind.Reel));
        foreach (var kind in (MediaKind[])[MediaKind.Story, MediaKind.Avatar])
        {
            Assert.Equal(["none.jpg"], await References.FindUnreferenced(kind, ["none.jpg"]));
            Assert.NotEmpty(await References.StoreId(kind));
        }
    }

    private static Task Unavailable() =>
        Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: false));
}
