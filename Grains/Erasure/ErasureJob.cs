using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces;
using Reels.Grains.Jobs;
using Reels.Grains.Telemetry;

namespace Reels.Grains.Erasure;

/// <summary>
/// Erases what is left of a deleted account, in bounded steps. Each step may be repeated, also by two jobs
/// concurrently. The job goes through everything twice: immediately, and again when no write that the user began before
/// the deletion can still arrive.
/// </summary>
internal sealed partial class ErasureJob(string userId, ErasureStores stores, Action stayAwake, ILogger logger)
    : LeasedJob(stayAwake)
{
    /// <summary>Rows per step: one short transaction.</summary>
    private const int BatchSize = 200;

    /// <summary>
    /// Followers per step. Each follower's whole timeline is scanned: for 5 of them, with hundreds of thousands of rows
    /// each, that takes well below a step's 2 s.
    /// </summary>
    private const int FollowersPerStep = 5;

    protected override bool RunsAgain => false;

    protected override Task RunOnceAsync() => EraseAsync();

    protected override void Defer(Exception failure) => LogDeferred(failure);

    private async Task EraseAsync()
    {
        if (await TimeLimits.RunAsync(limit => stores.Erasures.GetAsync(userId, limit)) is not { } erasure)
            return;
        var last = stores.Time.Now() >= erasure.LookAgainAt;
        await EraseRowsAsync();
        if (IsStopped)
            return;
        if (!last)
        {
            await ExtendLeaseAsync(erasure.LookAgainAt);
            return;
        }

        await EraseReelsAsync();
        if (IsStopped)
            return;
        if (!await TimeLimits.RunAsync(limit => stores.Erasures.CloseAsync(userId, limit)))
        {
            // API nodes have bytes to erase yet: recovery asks again.
            await ExtendLeaseAsync(stores.Leases.Until());
            return;
        }

        GrainMetrics.AccountErased();
        LogErased(userId);
    }

    private async Task EraseRowsAsync()
    {
        await DeleteReelsAsync();
        await AllAsync(limit => stores.Outbox.EraseAsync(userId, BatchSize, limit));
        await AllAsync(limit => stores.Stories.EraseAsync(userId, BatchSize, limit));
        await AllAsync(limit => stores.Comments.EraseAsync(userId, BatchSize, limit));
        await AllAsync(limit => stores.Likes.EraseAsync(userId, BatchSize, limit));
        await AllAsync(EraseFollowersAsync);
        await AllAsync(limit => stores.Follows.EraseAsync(userId, BatchSize, limit));
        await AllAsync(limit => stores.Blocks.EraseAsync(userId, BatchSize, limit));
        await AllAsync(limit => stores.Reports.EraseAsync(userId, BatchSize, limit));
        await AllAsync(limit => stores.Timelines.EraseReaderAsync(userId, BatchSize, limit));
        await TimeLimits.RunAsync(limit => stores.Identities.EraseAsync(userId, limit));
        await AllAsync(limit => stores.Sessions.EraseAsync(userId, BatchSize, limit));
    }

    /// <summary>
    /// Takes all reels away and lets their media go. Their rows stay for the last look, which finds by them what others
    /// had under way there.
    /// </summary>
    private async Task DeleteReelsAsync()
    {
        Position? before = null;
        IReadOnlyList<Position> page;
        do
        {
            page = await TimeLimits.RunAsync(limit => stores.Reels.ListByAuthorAsync(userId, before, BatchSize, limit));
            foreach (var reel in page)
            {
                if (IsStopped)
                    return;
                await TimeLimits.RunAsync(
                    limit => stores.Reels.DeleteAsync(reel.Id, userId, stores.Time.Now(), stores.Leases.Until(),
                        limit));
            }

            await ExtendLeaseAsync(stores.Leases.Until());
            before = page.Count > 0 ? page[^1] : null;
        }
        while (page.Count == BatchSize);
    }

    private async ValueTask<int> EraseFollowersAsync(CancellationToken limit)
    {
        // The rows before the edges, which say in whose timelines they are.
        var followers = await stores.Follows.ListPastFollowersAsync(userId, FollowersPerStep, limit);
        await stores.Timelines.EraseAuthorAsync(userId, followers, limit);
        await stores.Follows.EraseFollowersAsync(userId, followers, limit);
        return followers.Count;
    }

    private async Task EraseReelsAsync()
    {
        IReadOnlyList<Guid> reels;
        do
        {
            reels = await TimeLimits.RunAsync(limit => stores.Reels.ListAllAsync(userId, BatchSize, limit));
            foreach (var reel in reels)
            {
                await AllAsync(limit => stores.Comments.EraseReelAsync(reel, BatchSize, limit));
                await AllAsync(limit => stores.Likes.PurgeAsync(reel, BatchSize, limit));
                if (IsStopped)
                    return;
                await TimeLimits.RunAsync(limit => stores.Reels.EraseAsync(reel, limit));
            }
        }
        while (reels.Count > 0);
        await AllAsync(limit => stores.Outbox.EraseAsync(userId, BatchSize, limit));
        await TimeLimits.RunAsync(limit => stores.Celebrities.EraseAsync(userId, limit));
        await TimeLimits.RunAsync(limit => stores.Reels.EraseAuthorAsync(userId, limit));
    }

    /// <summary>Repeats a step until it finds nothing.</summary>
    private async Task AllAsync(Func<CancellationToken, ValueTask<int>> step)
    {
        while (!IsStopped && await TimeLimits.RunAsync(step) > 0)
            await ExtendLeaseAsync(stores.Leases.Until());
    }

    private Task ExtendLeaseAsync(DateTimeOffset leaseUntil)
    {
        StayAwake();
        return TimeLimits.RunAsync(limit => stores.Erasures.ExtendLeaseAsync(userId, leaseUntil, limit));
    }

    [LoggerMessage(2402, LogLevel.Information, "Nothing is left of user {UserId} but their name, which is held")]
    private partial void LogErased(string userId);

    [LoggerMessage(2403, LogLevel.Warning,
        "An erasure failed half way; recovery goes on with it when its lease has passed")]
    private partial void LogDeferred(Exception failure);
}
