using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded;
using Reels.Tests.Conformance;
using Xunit;

namespace Reels.Tests.Unit;

/// <summary>Rows of many readers are written in groups, a part at a time.</summary>
public sealed class EmbeddedTimelineRowTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reels-rows-").FullName;
    private readonly EmbeddedStores _stores;

    public EmbeddedTimelineRowTests() => _stores = new(new() { Folder = _folder, WaitForDisk = false });

    [Fact]
    public async Task Rows_of_posts_that_wait_together_share_transactions()
    {
        var readers = Some.Users(100);
        var entries = Enumerable.Range(0, 100).Select(_ => Entry()).ToList();
        var blocker = await WriterBlocker.StartAsync(_stores.Database);
        var first = AddAsync([Entry()], readers[..2]);
        // The first is a group of its own; these wait for it, and then are 10,000 rows in 20 parts.
        var posts = entries.Select(entry => AddAsync([entry], readers)).ToArray();
        var before = _stores.Database.Commits;
        blocker.Dispose();
        await Task.WhenAll([first, .. posts]);

        Assert.InRange(_stores.Database.Commits - before, 1, 30);
        foreach (var reader in readers)
        {
            var rows = await _stores.Timelines.ListAsync(reader, null, 1_000, default);
            Assert.Superset(entries.ToHashSet(), rows.ToHashSet());
        }
    }

    [Fact]
    public async Task Other_writes_have_their_turn_between_the_parts_of_a_group()
    {
        string[] readers = [.. Some.Users(1_000).Order(StringComparer.Ordinal)];
        var rows = Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AddAsync([Entry()], readers)));
        var turns = 0;
        while (!rows.IsCompleted)
        {
            await _stores.Database.WriteAsync(session => { session["SELECT 1"].Number(); }, default);
            if (await CountAsync(readers[0]) > await CountAsync(readers[^1]))
                turns++;
        }

        await rows;
        Assert.True(turns > 0);
        Assert.Equal(50, await CountAsync(readers[^1]));
    }

    [Fact]
    public async Task A_failing_disk_fails_the_rows_that_it_refused_and_no_later_ones()
    {
        var readers = Some.Users(400);
        await _stores.Database.WriteAsync(session => session.Execute("PRAGMA max_page_count = 4"), default);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => AddAsync([Entry()], readers));

        Assert.False(failure.OutcomeUnknown);
        Assert.Equal(0, await CountAsync(readers[200]));
        await AddAsync([Entry()], readers);
        Assert.Equal(1, await CountAsync(readers[200]));
    }

    public void Dispose()
    {
        _stores.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static TimelineEntry Entry() => new(Some.User(), new Position(Some.Now, Some.Id()));

    private Task AddAsync(IReadOnlyList<TimelineEntry> entries, IReadOnlyList<string> readers) =>
        _stores.Timelines.AddAsync(entries, readers, default).AsTask();

    private async Task<int> CountAsync(string reader) =>
        (await _stores.Timelines.ListAsync(reader, null, 1_000, default)).Count;
}
