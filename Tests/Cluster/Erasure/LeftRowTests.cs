using Reels.Grains.Feeds;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Stores;
using Reels.Tests.Cluster.FanOut;
using Xunit;

namespace Reels.Tests.Cluster.Erasure;

/// <summary>Rows of a deleted author stay in the timelines of others, whose feeds leave them out.</summary>
[Collection(ErasureCollection.Name)]
public sealed class LeftRowTests(FeedCluster cluster) : IAsyncLifetime
{
    /// <summary>More than three times what one page may scan.</summary>
    private const int Rows = 7_000;

    /// <summary>
    /// Reads of rows by one page: those of a load, then those of the page, each up to the scan limit, and one more that
    /// passes it.
    /// </summary>
    private const int MaxReads = (FeedMerge.ScanLimit / FeedCluster.HotEntries) + (FeedMerge.ScanLimit / 50) + 2;

    private string _author = "";
    private string _reader = "";
    private string _friend = "";

    public async ValueTask InitializeAsync()
    {
        (_author, _reader) = await cluster.Stores.TwoPeopleAsync();
        _friend = await cluster.Stores.PersonAsync();
        await cluster.FollowAsync(_reader, _author);
        await cluster.FollowAsync(_reader, _friend);
        await cluster.DeliveredAsync(_reader);
    }

    public ValueTask DisposeAsync()
    {
        cluster.Heal();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Feeds_leave_out_rows_of_a_deleted_author_in_bounded_pages()
    {
        var oldest = await cluster.PostAsync(_friend);
        await AddRowsAsync();
        var theirs = await cluster.PostAsync(_author);
        cluster.Stores.Time.Advance(TimeSpan.FromMilliseconds(1));
        var newest = await cluster.PostAsync(_friend);
        await cluster.DeliveredAsync(_author, _friend);
        Assert.Equal([newest, theirs, oldest], await WalkAsync());

        Assert.Equal(DeleteStatus.Deleted, await cluster.Silos.Client.GetGrain<IErasureGrain>(_author).Delete());
        Assert.Equal([newest, oldest], await WalkAsync());
        await ErasedAsync();
        await cluster.PutToSleepAsync(cluster.Timeline(_reader));

        Assert.Equal([newest, oldest], await WalkAsync());
        var rows = await cluster.Stores.Timelines.ListAsync(_reader, null, 2 * Rows, default);
        Assert.Equal(Rows + 1, rows.Count(row => row.AuthorId == _author));
    }

    /// <summary>Add rows of the author's reels, which are deleted, to the reader's timeline.</summary>
    private async Task AddRowsAsync()
    {
        foreach (var page in Enumerable.Range(0, Rows).Chunk(1_000))
        {
            cluster.Stores.Time.Advance(TimeSpan.FromMilliseconds(1));
            var at = cluster.Stores.Time.Now();
            await cluster.Stores.Timelines.AddAsync(
                [.. page.Select(_ => new TimelineEntry(_author, new(at, Guid.NewGuid())))], [_reader], default);
        }

        cluster.Stores.Time.Advance(TimeSpan.FromMilliseconds(1));
    }

    /// <summary>Read the feed to its end. No page reads more rows than a page may.</summary>
    private async Task<List<Guid>> WalkAsync()
    {
        var all = new List<Guid>();
        Position? before = null;
        do
        {
            cluster.Stores.Probe.ForgetCalls();
            var page = await cluster.Timeline(_reader).GetFeed(before, 20);
            Assert.InRange(cluster.Stores.Probe.CallsOf("ITimelineStore.ListAsync"), 0, MaxReads);
            all.AddRange(page.Items.Select(reel => reel.Id));
            before = page.Next;
        }
        while (before is not null);
        return all;
    }

    private async Task ErasedAsync() => await Until.TrueAsync(async () =>
    {
        await cluster.Stores.MediaErasures.MarkErasedAsync(
            await cluster.Stores.MediaErasures.ListAsync(1_000, default), default);
        await cluster.Stores.Erasures.MarkSweptAsync(
            await cluster.Stores.Erasures.ListUnsweptAsync(cluster.Stores.Time.Now(), 1_000, default), default);
        cluster.Stores.Time.Advance(TimeSpan.FromSeconds(5));
        return await cluster.Stores.Erasures.GetAsync(_author, default) is null;
    });
}
