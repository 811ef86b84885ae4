using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces;
using Reels.Grains.Telemetry;

namespace Reels.Grains.Erasure;

/// <summary>
/// Erases what is left of a deleted account, in bounded steps each of which may be repeated, by two at once too. It
/// goes through everything twice: at once, and again when nothing that the person had under way can be written any
/// more. What fails, or is cut off by a crash, recovery takes up when the lease has passed.
/// </summary>
internal sealed partial class ErasureJob(string userId, ErasureStores stores, Action stayAwake, ILogger logger)
{
    /// <summary>Rows per step: one short transaction.</summary>
    private const int BatchSize = 200;

    /// <summary>
    /// Followers per step: of each of them the whole timeline is looked through, and of 5 that takes well below a
    /// step's 2 s with hundreds of thousands of rows each.
    /// </summary>
    private const int FollowersPerStep = 5;

    private Task _running = Task.CompletedTask;
    private bool _stopped;

    /// <summary>Begins unless it runs already; returns at once.</summary>
    public void Kick()
    {
        if (_running.IsCompleted)
            _running = RunAsync();
    }

    /// <summary>Ends after the step under way.</summary>
    public void Stop() => _stopped = true;

    private async Task RunAsync()
    {
        // Lets the answer to the delete go first: an embedded store may do all of this before it comes back.
        await Task.Yield();
        try
        {
            await EraseAsync();
        }
        catch (Exception exception)
        {
            LogDeferred(exception);
        }
    }

    private async Task EraseAsync()
    {
        if (await LimitedAsync(limit => stores.Erasures.GetAsync(userId, limit)) is not { } erasure)
            return;
        var last = stores.Time.Now() >= erasure.LookAgainAt;
        await EraseRowsAsync();
        if (_stopped)
            return;
        if (!last)
        {
            await ExtendLeaseAsync(erasure.LookAgainAt);
            return;
        }

        await EraseReelsAsync();
        if (_stopped)
            return;
        if (!await LimitedAsync(limit => stores.Erasures.CloseAsync(userId, limit)))
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
        await LimitedAsync(limit => stores.Identities.EraseAsync(userId, limit));
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
            page = await LimitedAsync(limit => stores.Reels.ListByAuthorAsync(userId, before, BatchSize, limit));
            foreach (var reel in page)
            {
                if (_stopped)
                    return;
                await LimitedAsync(
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
            reels = await LimitedAsync(limit => stores.Reels.ListAllAsync(userId, BatchSize, limit));
            foreach (var reel in reels)
            {
                await AllAsync(limit => stores.Comments.EraseReelAsync(reel, BatchSize, limit));
                await AllAsync(limit => stores.Likes.PurgeAsync(reel, BatchSize, limit));
                if (_stopped)
                    return;
                await LimitedAsync(limit => stores.Reels.EraseAsync(reel, limit));
            }
        }
        while (reels.Count > 0);
        await AllAsync(limit => stores.Outbox.EraseAsync(userId, BatchSize, limit));
        await LimitedAsync(limit => stores.Celebrities.EraseAsync(userId, limit));
        await LimitedAsync(limit => stores.Reels.EraseAuthorAsync(userId, limit));
    }

    /// <summary>Repeats a step until it finds nothing.</summary>
    private async Task AllAsync(Func<CancellationToken, ValueTask<int>> step)
    {
        while (!_stopped && await LimitedAsync(step) > 0)
            await ExtendLeaseAsync(stores.Leases.Until());
    }

    private Task ExtendLeaseAsync(DateTimeOffset leaseUntil)
    {
        stayAwake();
        return LimitedAsync(limit => stores.Erasures.ExtendLeaseAsync(userId, leaseUntil, limit));
    }

    private static Task<T> LimitedAsync<T>(Func<CancellationToken, ValueTask<T>> step) =>
        TimeLimits.WriteAsync(step, CancellationToken.None);

    private static Task LimitedAsync(Func<CancellationToken, ValueTask> step) =>
        TimeLimits.WriteAsync(step, CancellationToken.None);

    [LoggerMessage(2402, LogLevel.Information, "Nothing is left of user {UserId} but their name, which is held")]
    private partial void LogErased(string userId);

    [LoggerMessage(2403, LogLevel.Warning,
        "An erasure failed half way; recovery goes on with it when its lease has passed")]
    private partial void LogDeferred(Exception failure);
}
