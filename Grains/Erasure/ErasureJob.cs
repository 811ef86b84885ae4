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
        var isLastPass = stores.Time.Now() >= erasure.LookAgainAt;
        await EraseRowsAsync();
        if (IsStopped)
            return;
        if (!isLastPass)
        {
            await ExtendLeaseAsync(erasure.LookAgainAt);
            return;
        }

        await EraseReelsAsync();
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

    private async Task EraseRowsAsync()
    {
        await DeleteReelsAsync();
        await RepeatAsync(limit => stores.Outbox.EraseAsync(userId, BatchSize, limit));
        await RepeatAsync(limit => stores.Stories.EraseAsync(userId, BatchSize, limit));
        await RepeatAsync(limit => stores.Comments.EraseAsync(userId, BatchSize, limit));
        await RepeatAsync(limit => stores.Likes.EraseAsync(userId, BatchSize, limit));
        await RepeatAsync(EraseFollowersAsync);
        await RepeatAsync(limit => stores.Follows.EraseAsync(userId, BatchSize, limit));
        await RepeatAsync(limit => stores.Blocks.EraseAsync(userId, BatchSize, limit));
        await RepeatAsync(limit => stores.Reports.EraseAsync(userId, BatchSize, limit));
        await RepeatAsync(limit => stores.Timelines.EraseReaderAsync(userId, BatchSize, limit));
        await TimeLimits.RunAsync(limit => stores.Identities.EraseAsync(userId, limit));
        await RepeatAsync(limit => stores.Sessions.EraseAsync(userId, BatchSize, limit));
    }

    /// <summary>
    /// Deletes all reels and releases their media. Their rows stay until the last pass, which finds by them what other
    /// users' running writes have left there.
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
        // The rows come before the edges: the edges say in whose timelines the rows are.
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
                await RepeatAsync(limit => stores.Comments.EraseReelAsync(reel, BatchSize, limit));
                await RepeatAsync(limit => stores.Likes.PurgeAsync(reel, BatchSize, limit));
                if (IsStopped)
                    return;
                await TimeLimits.RunAsync(limit => stores.Reels.EraseAsync(reel, limit));
            }
        }
        while (reels.Count > 0);
        await RepeatAsync(limit => stores.Outbox.EraseAsync(userId, BatchSize, limit));
        await TimeLimits.RunAsync(limit => stores.Celebrities.EraseAsync(userId, limit));
        await TimeLimits.RunAsync(limit => stores.Reels.EraseAuthorAsync(userId, limit));
    }

    /// <summary>Repeats a step until it finds nothing more.</summary>
    private async Task RepeatAsync(Func<CancellationToken, ValueTask<int>> step)
    {
        while (!IsStopped && await TimeLimits.RunAsync(step) > 0)
            await ExtendLeaseAsync(stores.Leases.Until());
    }

    private Task ExtendLeaseAsync(DateTimeOffset leaseUntil)
    {
        StayAwake();
        return TimeLimits.RunAsync(limit => stores.Erasures.ExtendLeaseAsync(userId, leaseUntil, limit));
    }

    [LoggerMessage(2402, LogLevel.Information, "All data of user {UserId} is erased; their name stays reserved")]
    private partial void LogErased(string userId);

    [LoggerMessage(2403, LogLevel.Warning,
        "An erasure failed; recovery continues it when its lease has ended")]
    private partial void LogDeferred(Exception failure);
}
