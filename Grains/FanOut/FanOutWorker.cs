using Reels.Grains.Announcements;
using Reels.Grains.Stores;
using Reels.Grains.Telemetry;

namespace Reels.Grains.FanOut;

/// <summary>
/// Delivers what one author's log holds, beside the author's turns: rows for the followers page by page, then the
/// announcement, then the entry is closed. What fails, or is cut off by a crash, is taken up by recovery; two loops at
/// once are harmless, since rows are keyed and the cursor is fenced.
/// </summary>
internal sealed class FanOutWorker(string author, FanOutStores stores, Announcer announcer, Action stayAwake)
{
    private readonly HashSet<(Guid, OutboxKind)> _closing = [];
    private bool _running;
    private bool _again;
    private bool _stopped;

    /// <summary>Sees to it that everything in the log now gets delivered; returns at once.</summary>
    public void Kick()
    {
        _again = true;
        if (!_running)
            _ = RunAsync();
    }

    /// <summary>Ends after the step under way.</summary>
    public void Stop() => _stopped = true;

    private async Task RunAsync()
    {
        _running = true;

        // Lets the answer to the post go first: an embedded store may do all of this before it comes back.
        await Task.Yield();
        while (_again && !_stopped)
        {
            _again = false;
            try
            {
                await DeliverOpenAsync();
            }
            catch (Exception exception)
            {
                stores.Defer(exception);
            }
        }
        _running = false;
    }

    private async Task DeliverOpenAsync()
    {
        var open = await LimitedAsync(cancellationToken => stores.Outbox.ListAsync(author, cancellationToken));
        foreach (var delivery in open.Where(delivery => !_closing.Contains((delivery.ReelId, delivery.Kind))))
        {
            if (await WriteRowsAsync(delivery))
                _ = CloseAsync(delivery);
        }
    }

    /// <summary>
    /// True when every follower has a row, or needs none. False where another deliverer is at it, or this one stops.
    /// </summary>
    private async Task<bool> WriteRowsAsync(OutboxEntry delivery)
    {
        if (delivery.Kind != OutboxKind.Post || await IsCelebrityAsync())
            return true;
        var entry = new TimelineEntry(author, new(delivery.CreatedAt, delivery.ReelId));
        while (!_stopped)
        {
            stayAwake();
            var after = delivery.Cursor.Length == 0 ? null : delivery.Cursor;
            var followers = await LimitedAsync(
                cancellationToken =>
                    stores.Follows.PageFollowerIdsAsync(author, after, FanOutStores.PageSize, cancellationToken));
            if (followers.Count == 0)
                return true;
            await stores.AddRowsAsync(entry, followers);
            GrainMetrics.RowsWritten(followers.Count);
            if (!await LimitedAsync(
                cancel => stores.Outbox.AdvanceAsync(delivery, followers[^1], stores.LeaseUntil(), cancel)))
            {
                return false;
            }
            delivery = delivery with { Cursor = followers[^1] };
            if (followers.Count < FanOutStores.PageSize)
                return true;
        }
        return false;
    }

    /// <summary>
    /// Whether rows are skipped: the author is over the limit, and every silo has acknowledged the mark that says so.
    /// </summary>
    private async Task<bool> IsCelebrityAsync()
    {
        var mark = await LimitedAsync(cancel => stores.Celebrities.GetAsync(author, cancel));
        if (mark == CelebrityMark.None)
        {
            var counts = await LimitedAsync(cancel => stores.Follows.CountsAsync([author], cancel));
            if (counts[author].Followers <= stores.PushLimit)
                return false;
            await LimitedAsync(cancel => stores.Celebrities.RaiseAsync(author, CelebrityMark.Marked, cancel));
            mark = CelebrityMark.Marked;
        }
        if (mark == CelebrityMark.Marked
            && await announcer.AnnounceAsync(new(AnnouncementKind.Celebrity, author, default)))
        {
            await LimitedAsync(cancel => stores.Celebrities.RaiseAsync(author, CelebrityMark.Acknowledged, cancel));
            mark = CelebrityMark.Acknowledged;
        }
        return mark == CelebrityMark.Acknowledged;
    }

    /// <summary>
    /// Announces, beside the next entries' rows, and closes the entry when every silo has acknowledged.
    /// </summary>
    private async Task CloseAsync(OutboxEntry delivery)
    {
        var key = (delivery.ReelId, delivery.Kind);
        _closing.Add(key);
        try
        {
            var kind = delivery.Kind == OutboxKind.Post ? AnnouncementKind.Posted : AnnouncementKind.Deleted;
            if (!await announcer.AnnounceAsync(new(kind, author, new(delivery.CreatedAt, delivery.ReelId))))
                return;
            GrainMetrics.Delivered(delivery.Kind, stores.Now() - delivery.CreatedAt);
            if (delivery.Kind == OutboxKind.Delete)
                await EraseLikesAndCommentsAsync(delivery.ReelId);
            await LimitedAsync(cancel => stores.Outbox.RemoveAsync(delivery, cancel));
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

    private async Task EraseLikesAndCommentsAsync(Guid reelId)
    {
        while (await LimitedAsync(
            cancel => stores.Comments.DeleteAllAsync(reelId, stores.Now(), FanOutStores.PageSize, cancel)) > 0)
        {
            stayAwake();
        }
        while (await LimitedAsync(cancel => stores.Likes.PurgeAsync(reelId, FanOutStores.PageSize, cancel)) > 0)
            stayAwake();
    }

    private static Task<T> LimitedAsync<T>(Func<CancellationToken, ValueTask<T>> step) =>
        TimeLimits.WriteAsync(step, CancellationToken.None);

    private static Task LimitedAsync(Func<CancellationToken, ValueTask> step) =>
        TimeLimits.WriteAsync(step, CancellationToken.None);
}
