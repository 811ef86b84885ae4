using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Xunit;

namespace Reels.Tests.Conformance;

public abstract class TimelineStoreConformance(IStoreEngine engine) : StoreConformance(engine)
{
    protected ITimelineStore Store => Port<ITimelineStore>();

    [Fact]
    public async Task Rows_of_one_millisecond_are_paged_in_order_each_once()
    {
        var reader = Some.User();
        var entries = Entries(500, _ => Some.Now);
        await Store.AddAsync(entries, [reader], default);

        var walked = await WalkAsync(reader, 7);

        Assert.Equal(entries.OrderByDescending(entry => entry.Reel), walked);
    }

    [Fact]
    public async Task Thousands_of_rows_are_paged_in_order_to_the_end()
    {
        var reader = Some.User();
        var entries = Entries(Engine.Many, i => Some.Now.AddMilliseconds(i / 3));
        foreach (var chunk in entries.Chunk(1_000))
            await Store.AddAsync(chunk, [reader], default);

        Assert.Equal(entries.OrderByDescending(entry => entry.Reel), await WalkAsync(reader, 777));
    }

    [Fact]
    public async Task One_entry_reaches_each_reader_once_however_often_it_is_added()
    {
        var readers = Some.Users(1_000);
        var entry = Entries(1, _ => Some.Now)[0];

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Store.AddAsync([entry], readers, default).AsTask()));
        await Store.AddAsync([entry], [readers[0]], default);

        foreach (var reader in readers.Where((_, i) => i % 37 == 0))
            Assert.Equal(entry, Assert.Single(await Store.ListAsync(reader, null, 10, default)));
    }

    [Fact]
    public async Task As_many_rows_as_the_store_allows_are_added_concurrently()
    {
        var readers = Some.Users(1_000);
        var entries = Entries(Store.MaxConcurrentRows / readers.Length, i => Some.Now.AddMilliseconds(-i));

        await Task.WhenAll(entries.Select(entry => Store.AddAsync([entry], readers, default).AsTask()));

        foreach (var reader in readers.Where((_, i) => i % 37 == 0))
            Assert.Equal(entries, await Store.ListAsync(reader, null, 100, default));
    }

    [Fact]
    public async Task Several_entries_reach_each_reader()
    {
        var readers = Some.Users(20);
        var entries = Entries(60, i => Some.Now.AddMilliseconds(-i));
        await Store.AddAsync(entries[..1], readers[..1], default);

        await Store.AddAsync(entries, readers, default);

        foreach (var reader in readers)
            Assert.Equal(entries, await Store.ListAsync(reader, null, 100, default));
        await Store.AddAsync([], readers, default);
        await Store.AddAsync(entries, [], default);
    }

    [Fact]
    public async Task An_existing_row_is_not_changed()
    {
        var reader = Some.User();
        var entry = Entries(1, _ => Some.Now)[0];
        await Store.AddAsync([entry], [reader], default);
        await Store.AddAsync([entry], [reader], default);
        await Store.AddAsync([entry, entry], [reader], default);

        Assert.Equal(entry, Assert.Single(await Store.ListAsync(reader, null, 10, default)));
    }

    [Fact]
    public async Task A_page_starts_strictly_before_its_place_with_or_without_a_row()
    {
        var reader = Some.User();
        var entries = Entries(3, i => Some.Now.AddMilliseconds(-10 * i));
        await Store.AddAsync(entries, [reader], default);

        Assert.Equal(entries[1..], await Store.ListAsync(reader, entries[0].Reel, 10, default));
        Assert.Equal(entries[1..],
            await Store.ListAsync(reader, new Position(Some.Now.AddMilliseconds(-5), Some.Id()), 10, default));
        Assert.Empty(await Store.ListAsync(reader, entries[2].Reel, 10, default));
        Assert.Empty(await Store.ListAsync(Some.User(), null, 10, default));
    }

    [Fact]
    public async Task Ids_of_readers_that_look_like_paths_are_ids()
    {
        var readers = Some.OddIds();
        var entry = Entries(1, _ => Some.Now)[0] with { AuthorId = Some.OddIds()[0] };
        await Store.AddAsync([entry], readers, default);

        foreach (var reader in readers)
            Assert.Equal(entry, Assert.Single(await Store.ListAsync(reader, null, 10, default)));
    }

    [Fact]
    public async Task A_call_cancelled_before_it_begins_does_nothing()
    {
        var reader = Some.User();
        var entry = Entries(1, _ => Some.Now)[0];

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.AddAsync([entry], [reader], Some.Cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.ListAsync(reader, null, 10, Some.Cancelled));

        Assert.Empty(await Store.ListAsync(reader, null, 10, default));
        await Store.AddAsync([entry], [reader], default);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.EraseReaderAsync(reader, 10, Some.Cancelled));
        Assert.Equal([entry], await Store.ListAsync(reader, null, 10, default));
    }

    protected override async Task<SampleWrite[]> SamplesAsync()
    {
        var (entry, readers) = (Entries(1, _ => Some.Now)[0], Some.Users(2));
        await Store.AddAsync([entry], readers[1..], default);

        // Each write has one row: a failed write of several rows may have written some of them.
        async Task<object?[]> SeeAsync(string reader) => [await Store.ListAsync(reader, null, 10, default)];
        return
        [
            new("add", () => Store.AddAsync([entry], [readers[0]], default).AsTask(), () => SeeAsync(readers[0])),
            new("erase the reader", () => Store.EraseReaderAsync(readers[1], 10, default).AsTask(),
                () => SeeAsync(readers[1])),
        ];
    }

    private static TimelineEntry[] Entries(int count, Func<int, DateTimeOffset> at) =>
        [.. Enumerable.Range(0, count).Select(i => new TimelineEntry(Some.User(), new Position(at(i), Some.Id())))];

    private Task<List<TimelineEntry>> WalkAsync(string reader, int limit) =>
        Paging.WalkAsync<TimelineEntry, Position>(limit, place => Store.ListAsync(reader, place, limit, default),
            entry => entry.Reel);
}
