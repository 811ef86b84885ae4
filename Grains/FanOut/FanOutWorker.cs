using Reels.Grains.Announcements;
using Reels.Grains.Jobs;
using Reels.Grains.Stores;
using Reels.Grains.Telemetry;

namespace Reels.Grains.FanOut;

/// <summary>
/// Delivers one author's outbox. For each entry it settles the post or delete, writes rows for the followers page by
/// page, announces, queues media of deleted reels for erasure, and closes the entry. Posts that wait together get their
/// rows together: a follower's rows are next to each other in the store. Two workers on one entry are harmless: rows
/// are keyed, and the cursor is fenced.
/// </summary>
internal sealed class FanOutWorker(string author, FanOutStores stores, Announcer announcer, Action stayAwake)
    : LeasedJob(stayAwake)
{
    /// <summary>
    /// 1,000: an author with more open entries can't post. Fan-out that fails for long thus fills no outbox, which is
    /// read as a whole. Deletes are let in: they are as few as the author's reels.
    /// </summary>
    public const int MaxOpenEntries = 1_000;

    /// <summary>
    /// Entries per step. On Cassandra their rows of one follower are one write, and their cursors are moved one after
    /// the other, within the limit of one call.
    /// </summary>
    private const int MaxTogether = 25;

    private readonly HashSet<(Guid, OutboxKind)> _closing = [];
    private int _counted;

    /// <summary>Entries that the last look found, without those that were closed since.</summary>
    public int OpenEntries { get; private set; }

    protected override bool RunsAgain => true;

    protected override async Task RunOnceAsync()
    {
        var open = await TimeLimits.RunAsync(limit => stores.Outbox.ListAsync(author, limit));
        OpenEntries = open.Count;
        Count();
        foreach (var entries in open.Where(entry => !_closing.Contains((entry.ReelId, entry.Kind))).Chunk(MaxTogether))
            await DeliverAsync(entries);
    }

    /// <summary>Other activations count the entries of an author who sleeps here.</summary>
    protected override void OnStopped() => Count();

    protected override void Defer(Exception failure) => stores.Defer(failure);

    /// <summary>Where an entry can't be settled, those before it are delivered all the same.</summary>
    private async Task DeliverAsync(IEnumerable<OutboxEntry> entries)
    {
        var posts = new List<OutboxEntry>();
        try
        {
            foreach (var entry in entries)
            {
                var (isMade, unreferenced) = await SettleAsync(entry);
                if (isMade && entry.Kind == OutboxKind.Post)
                    posts.Add(entry);
                else if (isMade)
                    _ = CloseAsync(entry, unreferenced);
            }
        }
        finally
        {
            await DeliverPostsAsync(posts);
        }
    }

    private async Task DeliverPostsAsync(List<OutboxEntry> posts)
    {
        if (posts.Count == 0)
            return;
        var needRows = !await IsCelebrityAsync();
        foreach (var sameCursor in posts.GroupBy(post => post.Cursor).Select(group => group.ToList()))
        {
            foreach (var post in needRows ? await WriteRowsAsync(sameCursor) : sameCursor)
                _ = CloseAsync(post, []);
        }
    }

    /// <summary>
    /// Not made where the post or delete is still being written, and starts this worker when it is done, or where it
    /// never was.
    /// </summary>
    private Task<(bool IsMade, IReadOnlyList<string> Unreferenced)> SettleAsync(OutboxEntry entry) =>
        TimeLimits.RunAsync(limit => stores.Reels.SettleAsync(entry, stores.Now(), limit));

    /// <summary>
    /// Writes the rows of posts with the same cursor. Returns those of which every follower has one: not those that
    /// another worker took over, and none where this one stops.
    /// </summary>
    private async Task<List<OutboxEntry>> WriteRowsAsync(List<OutboxEntry> posts)
    {
        while (!IsStopped && posts.Count > 0)
        {
            StayAwake();
            var after = posts[0].Cursor.Length == 0 ? null : posts[0].Cursor;
            var followers = await TimeLimits.RunAsync(
                limit => stores.Follows.PageFollowerIdsAsync(author, after, FanOutStores.PageSize, limit));
            await stores.AddRowsAsync(
                [.. posts.Select(post => new TimelineEntry(author, new(post.CreatedAt, post.ReelId)))], followers);
            if (followers.Count < FanOutStores.PageSize)
                return posts;
            posts = await AdvanceAsync(posts, followers[^1]);
        }

        return [];
    }

    /// <summary>Moves the cursor of the posts. Returns those that no other worker has moved meanwhile.</summary>
    private async Task<List<OutboxEntry>> AdvanceAsync(List<OutboxEntry> posts, string cursor)
    {
        var advanced = await Task.WhenAll(posts.Select(post => TimeLimits.RunAsync(
            limit => stores.Outbox.AdvanceAsync(post, cursor, stores.LeaseUntil(), limit))));
        return [.. posts.Where((_, i) => advanced[i]).Select(post => post with { Cursor = cursor })];
    }

    /// <summary>
    /// Whether rows are skipped: the author is over the push limit, and every silo has acknowledged the mark that says
    /// so.
    /// </summary>
    private async Task<bool> IsCelebrityAsync()
    {
        var mark = await TimeLimits.RunAsync(limit => stores.Celebrities.GetAsync(author, limit));
        if (mark == CelebrityMark.None)
        {
            if (!await TimeLimits.RunAsync(
                limit => stores.Follows.HasMoreFollowersAsync(author, stores.PushLimit, limit)))
            {
                return false;
            }

            await TimeLimits.RunAsync(limit => stores.Celebrities.RaiseAsync(author, CelebrityMark.Marked, limit));
            mark = CelebrityMark.Marked;
        }

        if (mark == CelebrityMark.Marked
            && await announcer.AnnounceAsync(new(AnnouncementKind.Celebrity, author, default)))
        {
            await TimeLimits.RunAsync(
                limit => stores.Celebrities.RaiseAsync(author, CelebrityMark.Acknowledged, limit));
            mark = CelebrityMark.Acknowledged;
        }

        return mark == CelebrityMark.Acknowledged;
    }

    /// <summary>
    /// Announces, in parallel to the rows of the next entries, and closes the entry when every silo has acknowledged
    /// and keys without a reference are queued. Neither of the two waits for the other: they need different engines.
    /// </summary>
    private async Task CloseAsync(OutboxEntry entry, IReadOnlyList<string> unreferenced)
    {
        var key = (entry.ReelId, entry.Kind);
        _closing.Add(key);
        try
        {
            var kind = entry.Kind == OutboxKind.Post ? AnnouncementKind.Posted : AnnouncementKind.Deleted;
            var announcing = announcer.AnnounceAsync(new(kind, author, new(entry.CreatedAt, entry.ReelId)));
            await Task.WhenAll(announcing, QueueErasureAsync(unreferenced));
            if (!await announcing)
                return;
            GrainMetrics.Delivered(entry.Kind, stores.Now() - entry.CreatedAt);
            if (entry.Kind == OutboxKind.Delete)
                await EraseLikesAndCommentsAsync(entry.ReelId);
            await TimeLimits.RunAsync(limit => stores.Outbox.RemoveAsync(entry, limit));
            OpenEntries--;
            Count();
        }
        catch (Exception exception)
        {
            stores.Defer(exception);
        }
        finally
        {
            _closing.Remove(key);
        }
    }

    /// <summary>Brings the metric up to date with the entries that are open.</summary>
    private void Count()
    {
        var open = IsStopped ? 0 : OpenEntries;
        GrainMetrics.OutboxChanged(open - _counted);
        _counted = open;
    }

    private Task QueueErasureAsync(IReadOnlyList<string> keys) => keys.Count == 0 ? Task.CompletedTask
        : TimeLimits.RunAsync(limit => stores.MediaErasures.QueueAsync(keys, author, limit));

    private async Task EraseLikesAndCommentsAsync(Guid reelId)
    {
        while (await TimeLimits.RunAsync(
            limit => stores.Comments.DeleteAllAsync(reelId, stores.Now(), FanOutStores.PageSize, limit)) > 0)
        {
            StayAwake();
        }

        while (await TimeLimits.RunAsync(limit => stores.Likes.PurgeAsync(reelId, FanOutStores.PageSize, limit)) > 0)
            StayAwake();
    }
}
