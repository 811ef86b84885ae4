using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces;
using Reels.Grains.Jobs;
using Reels.Grains.Telemetry;

namespace Reels.Grains.Erasure;

/// <summary>
/// Erases what is left of a deleted account, in bounded steps. Each step may be repeated, also by two jobs
/// concurrently. The job goes through everything twice: immediately, and again when no write that the user began before
/// the deletion can still arrive, and no post of others can still be on its way to the user. Each engine's data has a
/// lane of its own: while one engine is unavailable, the lanes of the others finish.
/// </summary>
internal sealed partial class ErasureJob(string userId, ErasureStores stores, Action stayAwake, ILogger logger)
    : LeasedJob(stayAwake)
{
    /// <summary>Rows per step: one short transaction.</summary>
    private const int BatchSize = 200;

    /// <summary>Reels per step: each is a delete of its own, and a step is far shorter than a lease.</summary>
    private const int ReelsPerStep = 25;

    /// <summary>Whether this pass has found follows of the user.</summary>
    private bool _foundFollows;

    protected override bool RunsAgain => false;

    protected override async Task RunOnceAsync()
    {
        if (await TimeLimits.RunAsync(limit => stores.Erasures.GetAsync(userId, limit)) is not { } erasure)
            return;
        await TimeLimits.RunAsync(limit => stores.Erasures.FinishBeginAsync(userId, limit));
        _foundFollows = false;
        var isLastPass = stores.Time.Now() >= erasure.LookAgainAt;
        if (!await EraseInLanesAsync(isLastPass) || IsStopped)
            return;
        if (!isLastPass || _foundFollows)
        {
            // A fan-out that read a follow just before it was removed may still write a row into the user's timeline.
            await ExtendLeaseAsync(_foundFollows ? stores.Time.Now() + ErasureGrain.LastWrites : erasure.LookAgainAt);
            return;
        }

        await RemoveReelsAsync();
        if (IsStopped)
            return;
        if (!await TimeLimits.RunAsync(limit => stores.Erasures.CloseAsync(userId, limit)))
        {
            // API nodes have yet to erase bytes: recovery asks again.
            await ExtendLeaseAsync(stores.Leases.Until());
            return;
        }

        GrainMetrics.AccountErased();
        LogErased(userId);
    }

    protected override void Defer(Exception failure)
    {
        var level = FailureLevel.Of(failure);
        LogDeferred(level, failure);
    }

    /// <summary>
    /// Erases everything but the rows of reels, which stay until the last pass: it finds by them what others wrote
    /// under those reels meanwhile. False where a lane has failed.
    /// </summary>
    private async Task<bool> EraseInLanesAsync(bool isLastPass)
    {
        var reels = InLaneAsync(EraseReelsAsync);
        List<Task<bool>> lanes = [reels, InLaneAsync(EraseLikesAsync), InLaneAsync(ErasePersonAsync)];

        // Only after all reels are deleted does nobody write under them any more.
        if (isLastPass && await reels)
        {
            lanes.Add(InLaneAsync(() => ForEachReelAsync(
                (reel, limit) => stores.Likes.PurgeAsync(reel, BatchSize, limit))));
            lanes.Add(InLaneAsync(() => ForEachReelAsync(
                (reel, limit) => stores.Comments.EraseReelAsync(reel, BatchSize, limit))));
        }

        return (await Task.WhenAll(lanes)).All(isDone => isDone);
    }

    /// <summary>Runs one lane; false where it has failed, and recovery continues it.</summary>
    private async Task<bool> InLaneAsync(Func<Task> lane)
    {
        try
        {
            await lane();
            return true;
        }
        catch (Exception exception)
        {
            Defer(exception);
            return false;
        }
    }

    private async Task EraseReelsAsync()
    {
        await DeleteReelsAsync();
        await CloseEntriesAsync();
        await RepeatAsync(limit => stores.Timelines.EraseReaderAsync(userId, BatchSize, limit));
        await TimeLimits.RunAsync(limit => stores.Celebrities.EraseAsync(userId, limit));
    }

    private Task EraseLikesAsync() => RepeatAsync(limit => stores.Likes.EraseAsync(userId, BatchSize, limit));

    private async Task ErasePersonAsync()
    {
        await RepeatAsync(limit => stores.Stories.EraseAsync(userId, BatchSize, limit));
        await RepeatAsync(limit => stores.Comments.EraseAsync(userId, BatchSize, limit));
        await RepeatAsync(EraseFollowersAsync);
        await RepeatAsync(EraseFollowsAsync);
        await RepeatAsync(limit => stores.Blocks.EraseAsync(userId, BatchSize, limit));
        await RepeatAsync(limit => stores.Reports.EraseAsync(userId, BatchSize, limit));
        await TimeLimits.RunAsync(limit => stores.Identities.EraseAsync(userId, limit));
        await RepeatAsync(limit => stores.Sessions.EraseAsync(userId, BatchSize, limit));
    }

    /// <summary>Deletes all reels and queues their media for erasure.</summary>
    private async Task DeleteReelsAsync()
    {
        Position? before = null;
        IReadOnlyList<Position> page;
        do
        {
            page = await TimeLimits.RunAsync(
                limit => stores.Reels.ListByAuthorAsync(userId, before, ReelsPerStep, limit));
            foreach (var reel in page)
            {
                if (IsStopped)
                    return;
                await TimeLimits.RunAsync(
                    limit => stores.Reels.DeleteAsync(reel.Id, userId, stores.Time.Now(), stores.Leases.Until(),
                        limit));
            }

            await CloseEntriesAsync();
            await KeepLeaseAsync();
            before = page.Count > 0 ? page[^1] : null;
        }
        while (page.Count == ReelsPerStep);
    }

    /// <summary>
    /// Settles the open entries, queues keys that lost their last reference, and only then closes the entries: a job
    /// that was cut off finds them again. Nobody needs their delivery any more.
    /// </summary>
    private async Task CloseEntriesAsync()
    {
        foreach (var entry in await TimeLimits.RunAsync(limit => stores.Outbox.ListAsync(userId, limit)))
        {
            var (isMade, unreferenced) = await TimeLimits.RunAsync(
                limit => stores.Reels.SettleAsync(entry, stores.Time.Now(), limit));
            if (!isMade)
                continue;
            if (unreferenced.Count > 0)
                await TimeLimits.RunAsync(limit => stores.MediaErasures.QueueAsync(unreferenced, userId, limit));
            await TimeLimits.RunAsync(limit => stores.Outbox.RemoveAsync(entry, limit));
        }
    }

    private async ValueTask<int> EraseFollowersAsync(CancellationToken limit)
    {
        var followers = await stores.Follows.ListPastFollowersAsync(userId, BatchSize, limit);
        await stores.Follows.EraseFollowersAsync(userId, followers, limit);
        return followers.Count;
    }

    private async ValueTask<int> EraseFollowsAsync(CancellationToken limit)
    {
        var erased = await stores.Follows.EraseAsync(userId, BatchSize, limit);
        _foundFollows |= erased > 0;
        return erased;
    }

    /// <summary>Repeats a step for each reel, deleted ones too, until it finds nothing more.</summary>
    private async Task ForEachReelAsync(Func<Guid, CancellationToken, ValueTask<int>> step)
    {
        Position? before = null;
        IReadOnlyList<Position> page;
        do
        {
            page = await ListAllAsync(before);
            foreach (var reel in page)
                await RepeatAsync(limit => step(reel.Id, limit));
            before = page.Count > 0 ? page[^1] : null;
        }
        while (page.Count == BatchSize && !IsStopped);
    }

    /// <summary>Removes the rows of all reels, when nothing is left under them.</summary>
    private async Task RemoveReelsAsync()
    {
        await CloseEntriesAsync();
        while (await ListAllAsync(before: null) is [_, ..] page)
        {
            foreach (var reel in page)
            {
                if (IsStopped)
                    return;
                await TimeLimits.RunAsync(limit => stores.Reels.EraseAsync(reel.Id, limit));
            }

            await KeepLeaseAsync();
        }

        await RepeatAsync(limit => stores.Outbox.EraseAsync(userId, BatchSize, limit));
        await TimeLimits.RunAsync(limit => stores.Reels.EraseAuthorAsync(userId, limit));
    }

    private Task<IReadOnlyList<Position>> ListAllAsync(Position? before) =>
        TimeLimits.RunAsync(limit => stores.Reels.ListAllAsync(userId, before, BatchSize, limit));

    /// <summary>Repeats a step until it finds nothing more.</summary>
    private async Task RepeatAsync(Func<CancellationToken, ValueTask<int>> step)
    {
        while (!IsStopped && await TimeLimits.RunAsync(step) > 0)
            await KeepLeaseAsync();
    }

    /// <summary>
    /// Extends the lease between two steps. Where that fails, a second job may start, which is harmless; this lane goes
    /// on.
    /// </summary>
    private async Task KeepLeaseAsync()
    {
        try
        {
            await ExtendLeaseAsync(stores.Leases.Until());
        }
        catch (StoreUnavailableException exception)
        {
            LogLeaseNotExtended(exception);
        }
    }

    private Task ExtendLeaseAsync(DateTimeOffset leaseUntil)
    {
        StayAwake();
        return TimeLimits.RunAsync(limit => stores.Erasures.ExtendLeaseAsync(userId, leaseUntil, limit));
    }

    [LoggerMessage(2402, LogLevel.Information, "All data of user {UserId} is erased; their name stays reserved")]
    private partial void LogErased(string userId);

    [LoggerMessage(EventId = 2403, Message =
        "Part of an erasure failed; recovery continues it when its lease has ended")]
    private partial void LogDeferred(LogLevel level, Exception failure);

    [LoggerMessage(2404, LogLevel.Debug, "The lease of an erasure could not be extended; the erasure goes on")]
    private partial void LogLeaseNotExtended(Exception failure);
}
