using Reels.Grains.FanOut;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Cluster.FanOut;

[Collection(nameof(FeedCluster))]
public sealed class FullOutboxTests(FeedCluster cluster) : IAsyncLifetime
{
    private string _author = "", _reader = "";

    public async ValueTask InitializeAsync() => (_author, _reader, _) = await cluster.FollowedAuthorAsync();

    public ValueTask DisposeAsync()
    {
        cluster.Heal();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Nobody_has_many_more_than_1000_open_outbox_entries()
    {
        var waiting = Enumerable.Range(0, FanOutWorker.MaxOpenEntries)
            .Select(_ => new OutboxEntry(_author, Guid.NewGuid(), OutboxKind.Post, cluster.Stores.Time.Now(), ""))
            .ToArray();
        cluster.Stores.Probe.Instead = name => name == "IOutbox.ListAsync" ? waiting : null;
        cluster.Stores.Probe.Before = (name, _) => name == "IReelStore.SettleAsync"
            ? Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: true))
            : Task.CompletedTask;
        var made = await cluster.PostAsync(_author);
        StoreUnavailableException? refusal = null;
        await Until.TrueAsync(async () => (refusal = await TryPostAsync()) is not null);
        Assert.Equal(StoreFailure.Overloaded, refusal!.Failure);
        await cluster.DeleteAsync(_author, made);

        // A post that is refused tries the fan-out again.
        cluster.Heal();
        await Until.TrueAsync(async () => await TryPostAsync() is null);
        await cluster.RecoverAsync(_author);
        Assert.NotEmpty(await cluster.FeedAsync(_reader));
    }

    private async Task<StoreUnavailableException?> TryPostAsync()
    {
        try
        {
            await cluster.PostAsync(_author);
            return null;
        }
        catch (StoreUnavailableException exception)
        {
            return exception;
        }
    }
}
