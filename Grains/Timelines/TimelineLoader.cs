using Microsoft.Extensions.Options;
using Reels.Grains.Feeds;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Grains.Telemetry;

namespace Reels.Grains.Timelines;

/// <summary>Loads timelines, and reads rows that are not in their memory. One per silo.</summary>
internal sealed class TimelineLoader(
    IFollowStore follows,
    ITimelineStore timelines,
    ICelebrityStore celebrities,
    IReelStore reels,
    AuthorReelsCache authors,
    AwakeTimelines awake,
    IOptions<TimelineOptions> options)
{
    private const int PageSize = 1_000;

    /// <summary>Fewest rows per read: those of a page, and some that are left out.</summary>
    private const int MinRowsPerRead = 50;

    /// <summary>
    /// Lists of pulled authors that are read concurrently. A reader who follows hundreds of them wakes within one call,
    /// and other callers reach the store too.
    /// </summary>
    private const int MaxConcurrentLists = 32;

    /// <summary>
    /// Registers, then loads, so that no announcement is lost between the two: those that arrive during the load wait
    /// in the inbox.
    /// </summary>
    public async Task<LoadedTimeline> LoadAsync(Guid reader, CancellationToken cancellationToken)
    {
        var followees = await LoadFolloweesAsync(UserIds.Unpack(reader), cancellationToken);
        var timeline = new LoadedTimeline(reader, followees, new(options.Value.HotEntries), new());
        GrainMetrics.TimelineAwoke();
        for (var i = 0; i < followees.Count; i++)
            awake.Register(followees.IdAt(i), timeline.Inbox);
        try
        {
            await LoadMarksAsync(followees, cancellationToken);
            await LoadRowsAsync(timeline, cancellationToken);
            foreach (var round in timeline.PulledAuthors().Chunk(MaxConcurrentLists))
                await Task.WhenAll(round.Select(pulled => authors.RefreshAsync(pulled.Author, cancellationToken)));
            return timeline;
        }
        catch
        {
            Release(timeline);
            throw;
        }
    }

    /// <summary>Removes a timeline from the silo's memory.</summary>
    public void Release(LoadedTimeline timeline)
    {
        GrainMetrics.TimelineSlept();
        timeline.Inbox.Close();
        for (var i = 0; i < timeline.Followees.Count; i++)
            awake.Unregister(timeline.Followees.IdAt(i));
    }

    /// <summary>
    /// The sources of the reader's feed strictly before the place: the rows, and the list of each pulled author.
    /// </summary>
    public IEnumerable<FeedSource> Sources(LoadedTimeline timeline, Position? before)
    {
        yield return new((from, max, cancellationToken) => ReadRowsAsync(timeline, from, max, cancellationToken),
            before);
        foreach (var pulled in timeline.PulledAuthors())
        {
            yield return new((from, max, cancellationToken) => ReadAuthorAsync(pulled, from, max, cancellationToken),
                pulled.Before(before));
        }
    }

    private async Task<Followees> LoadFolloweesAsync(string reader, CancellationToken cancellationToken)
    {
        var followees = new List<Followee>();
        PersonPosition? before = null;
        while (true)
        {
            var edges = await follows.ListFollowingAsync(reader, before, PageSize, cancellationToken);
            followees.AddRange(edges.Select(edge => new Followee(
                UserIds.Pack(edge.Followee),
                edge.VisibleSince.ToUnixTimeMilliseconds(),
                edge.Pending.HasFlag(EdgePending.Backfill) ? edge.BackfillUpTo.ToUnixTimeMilliseconds() : null)));
            if (edges.Count < PageSize)
                return new(followees);
            before = new(edges[^1].Since, edges[^1].Followee);
        }
    }

    private async Task LoadMarksAsync(Followees followees, CancellationToken cancellationToken)
    {
        foreach (var indexes in Enumerable.Range(0, followees.Count).Chunk(PageSize))
        {
            var marked = await celebrities.WhichAreCelebritiesAsync(
                Array.ConvertAll(indexes, i => UserIds.Unpack(followees.IdAt(i))), cancellationToken);
            foreach (var author in marked)
                followees.MarkCelebrity(followees.Find(UserIds.Pack(author)));
        }
    }

    private async Task LoadRowsAsync(LoadedTimeline timeline, CancellationToken cancellationToken)
    {
        Position? before = null;
        for (var scanned = 0; !timeline.Rows.IsFull && scanned < FeedMerge.ScanLimit;)
        {
            var page = await timelines.ListAsync(UserIds.Unpack(timeline.Reader), before, options.Value.HotEntries,
                cancellationToken);
            foreach (var row in page)
            {
                if (timeline.Rows.IsFull)
                    break;
                before = row.Reel;
                scanned++;
                if (Accepts(timeline.Followees, row, out var followee))
                    timeline.Rows.Insert(row.Reel.CreatedAt.ToUnixTimeMilliseconds(), row.Reel.Id, followee);
            }
            if (page.Count < options.Value.HotEntries && (page.Count == 0 || page[^1].Reel == before))
                return;
        }
        timeline.Rows.EndAt(before);
    }

    private async ValueTask<FeedChunk> ReadRowsAsync(LoadedTimeline timeline, Position? before, int max,
        CancellationToken cancellationToken)
    {
        var hot = timeline.ReadRows(before, max);
        GrainMetrics.FeedRead(hot is not null);
        if (hot is { } inMemory)
            return inMemory;
        var asked = Math.Max(max, MinRowsPerRead);
        var rows = await timelines.ListAsync(UserIds.Unpack(timeline.Reader), before, asked, cancellationToken);
        var items = rows.Where(row => Accepts(timeline.Followees, row, out _)).Select(row => row.Reel).ToList();
        return new(items, rows.Count < asked ? null : rows[^1].Reel, rows.Count);
    }

    private async ValueTask<FeedChunk> ReadAuthorAsync(PulledAuthor pulled, Position? before, int max,
        CancellationToken cancellationToken)
    {
        var list = await authors.GetAsync(pulled.Author, cancellationToken);
        if (list.Read(before, pulled, max) is { } chunk)
            return chunk;
        var asked = Math.Max(max, MinRowsPerRead);
        var all = await reels.ListByAuthorAsync(UserIds.Unpack(pulled.Author), before, asked, cancellationToken);
        var above = all.TakeWhile(pulled.Accepts).ToList();
        return new(above, above.Count < asked ? null : above[^1], all.Count);
    }

    private static bool Accepts(Followees followees, TimelineEntry row, out int followee)
    {
        followee = followees.Find(UserIds.Pack(row.AuthorId));
        return followee >= 0 && followees.AcceptsRow(followee, row.Reel.CreatedAt.ToUnixTimeMilliseconds());
    }
}
