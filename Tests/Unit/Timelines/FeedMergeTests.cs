using Reels.Grains.Feeds;
using Reels.Grains.Interfaces;
using Xunit;
using static Reels.Tests.Unit.Timelines.Places;

namespace Reels.Tests.Unit.Timelines;

public sealed class FeedMergeTests
{
    [Fact]
    public async Task Without_sources_a_feed_is_empty_and_ends()
    {
        var feed = new FeedMerge([]);

        Assert.Empty(await feed.TakeAsync(10, CancellationToken.None));
        Assert.Null(feed.Next);
    }

    [Fact]
    public async Task Items_of_one_millisecond_are_ordered_by_id_across_sources()
    {
        Position[] odd = [At(5, 1), At(5, 3), At(5, 5)];
        Position[] even = [At(5, 2), At(5, 4), At(5, 6)];

        Assert.Equal(odd.Concat(even).OrderDescending(),
            await AllPagesAsync(2, before => [Source(odd, before), Source(even, before)]));
    }

    [Fact]
    public async Task Pages_of_any_size_give_everything_once()
    {
        var sources = Enumerable.Range(0, 5)
            .Select(source => Enumerable.Range(0, 40).Where(n => n % 5 == source).Select(n => At(n / 3, n)).ToList())
            .ToList();
        var expected = sources.SelectMany(source => source).OrderDescending().ToList();
        foreach (var size in new[] { 1, 2, 3, 7, 39, 40, 41 })
        {
            Assert.Equal(expected,
                await AllPagesAsync(size, before => sources.Select(source => Source(source, before))));
        }
    }

    [Fact]
    public async Task A_source_read_in_chunks_does_not_fall_behind_the_others()
    {
        var slow = Enumerable.Range(0, 20).Select(n => At(n, 0)).ToList();
        var quick = Enumerable.Range(0, 20).Select(n => At(n, 1)).ToList();

        Assert.Equal(
            slow.Concat(quick).OrderDescending(),
            await AllPagesAsync(3, before => [Source(slow, before, chunk: 1), Source(quick, before)]));
    }

    [Fact]
    public async Task A_source_that_fails_after_an_item_ends_the_page()
    {
        var all = Enumerable.Range(0, 10).Select(n => At(n, 0)).ToList();
        var failing = true;
        FeedMerge Feed(Position? before) => new([Source(all.Where(place => place.Millisecond() % 2 == 0), before),
            new(async (from, max, token) =>
            {
                if (failing && from is not null)
                    throw new StoreUnavailableException(Engines.Embedded, outcomeUnknown: false);
                var odd = all.Where(place => place.Millisecond() % 2 == 1 && (from is null || place < from))
                    .OrderDescending().Take(2).ToList();
                return new(odd, odd.Count < 2 ? null : odd[^1], odd.Count);
            }, before)]);

        var first = Feed(null);
        var page = await first.TakeAsync(10, CancellationToken.None);

        Assert.Equal([At(9), At(8), At(7)], page);
        Assert.NotNull(first.Failure);
        await Assert.ThrowsAsync<StoreUnavailableException>(
            async () => await Feed(first.Next).TakeAsync(10, CancellationToken.None));
        failing = false;
        var second = Feed(first.Next);
        Assert.Equal(all.OrderDescending(), page.Concat(await second.TakeAsync(10, CancellationToken.None)));
        Assert.Null(second.Failure);
    }

    [Fact]
    public async Task A_source_whose_items_are_all_filtered_out_still_ends()
    {
        var none = Enumerable.Range(0, 100).Select(n => At(n, 0)).ToList();
        var some = Enumerable.Range(0, 10).Select(n => At(n * 10, 1)).ToList();

        Assert.Equal(
            some.OrderDescending(),
            await AllPagesAsync(4, before => [Source(none, before, keep: _ => false), Source(some, before)]));
    }

    [Fact]
    public async Task The_scan_limit_ends_a_page_early_and_later_pages_go_on()
    {
        var rows = Enumerable.Range(0, 500).Select(n => At(n)).ToList();
        var pages = new List<IReadOnlyList<Position>>();
        Position? before = null;
        do
        {
            var scanned = 0;
            var feed = new FeedMerge(
                [Source(rows, before, keep: place => Counted(ref scanned) && place.Millisecond() == 3)], scanLimit: 50);
            pages.Add(await feed.TakeAsync(20, CancellationToken.None));
            Assert.InRange(scanned, 0, 70);
            Assert.True(feed.Next is null || before is null || feed.Next < before);
            before = feed.Next;
        }
        while (before is not null);

        Assert.Equal([At(3)], pages.SelectMany(page => page));
        Assert.True(pages.Count(page => page.Count == 0) >= 7);
    }

    [Fact]
    public async Task An_empty_page_moves_on_with_more_sources_than_the_scan_limit()
    {
        var sources = Enumerable.Range(0, 10)
            .Select(source => Enumerable.Range(0, 5).Select(n => At(n, source)).ToList()).ToList();
        var expected = sources.Select(source => source[0]).OrderDescending();

        Assert.Equal(
            expected,
            await AllPagesAsync(3,
                before => sources.Select(
                    source => Source(source, before, keep: place => place.Millisecond() == 0, chunk: 1)),
                    scanLimit: 1));
    }

    [Fact]
    public async Task Items_in_memory_do_not_count_towards_the_scan_limit()
    {
        var places = Enumerable.Range(0, 100).Select(n => At(n)).ToList();
        var feed = new FeedMerge([Source(places, before: null, chunk: 1, scanned: false)], scanLimit: 1);

        Assert.Equal(100, (await feed.TakeAsync(100, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task A_feed_goes_on_where_the_last_page_ended()
    {
        var rows = Enumerable.Range(0, 10).Select(n => At(n)).ToList();
        var feed = new FeedMerge([Source(rows, before: null)]);

        Assert.Equal([At(9), At(8), At(7)], await feed.TakeAsync(3, CancellationToken.None));
        Assert.Equal([At(6), At(5)], await feed.TakeAsync(2, CancellationToken.None));
        Assert.Equal(At(5), feed.Next);
    }

    private static bool Counted(ref int scanned) => ++scanned > 0;

    private static async Task<List<Position>> AllPagesAsync(int size, Func<Position?, IEnumerable<FeedSource>> sources,
        int scanLimit = FeedMerge.ScanLimit)
    {
        var all = new List<Position>();
        Position? before = null;
        do
        {
            var feed = new FeedMerge(sources(before), scanLimit);
            all.AddRange(await feed.TakeAsync(size, CancellationToken.None));
            Assert.True(feed.Next is null || before is null || feed.Next < before);
            before = feed.Next;
        }
        while (before is not null);
        return all;
    }
}
