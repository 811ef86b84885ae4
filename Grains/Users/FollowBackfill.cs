using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Grains.Telemetry;

namespace Reels.Grains.Users;

/// <summary>
/// Writes the followee's reels since <see cref="Edge.VisibleSince"/> as rows of the follower's timeline. No reel is
/// missed: the edge is durable before, so that reels posted after it are delivered, and the timeline pulls the
/// followee's list until the backfill is done.
/// </summary>
internal sealed partial class FollowBackfill(string follower, UserStores stores, ILogger logger)
{
    private const int PageSize = 100;

    private readonly Dictionary<string, (long Seq, Task Task)> _running = [];

    /// <summary>All running backfills; it never fails.</summary>
    public Task Running => Task.WhenAll(_running.Values.Select(backfill => backfill.Task));

    /// <summary>
    /// Starts a backfill unless it runs already; no caller waits for it. Recovery repeats one that fails: the edge
    /// stays pending, and its lease ends.
    /// </summary>
    public void Start(Edge edge)
    {
        var before = RunningFor(edge.Followee);
        if (before.Seq != edge.Seq || before.Task.IsCompleted)
            _running[edge.Followee] = (edge.Seq, StartAfterAsync(before.Task, edge));
    }

    /// <summary>Runs a backfill, after one that runs for the same followee.</summary>
    public async Task RunAsync(Edge edge)
    {
        await RunningFor(edge.Followee).Task;
        await FillAsync(edge);
    }

    private (long Seq, Task Task) RunningFor(string followee)
    {
        foreach (var (done, _) in _running.Where(backfill => backfill.Value.Task.IsCompleted).ToList())
            _running.Remove(done);
        return _running.GetValueOrDefault(followee, (0, Task.CompletedTask));
    }

    private async Task StartAfterAsync(Task before, Edge edge)
    {
        // The grain's answer goes first: an embedded store would do all of the work before it returns.
        await Task.Yield();
        await before;
        try
        {
            await FillAsync(edge);
        }
        catch (Exception exception)
        {
            var level = FailureLevel.Of(exception);
            LogFailed(level, exception, follower, edge.Followee);
        }
    }

    private async Task FillAsync(Edge edge)
    {
        edge = await FindVisibleSinceAsync(edge);
        Position? before = null;
        for (var more = edge.On; more;)
        {
            var page = await TimeLimits.RunAsync(
                limit => stores.Reels.ListByAuthorAsync(edge.Followee, before, PageSize, limit));
            var entries = page.TakeWhile(reel => reel.CreatedAt >= edge.VisibleSince)
                .Select(reel => new TimelineEntry(edge.Followee, reel)).ToList();
            if (entries.Count > 0)
                await TimeLimits.RunAsync(limit => stores.Timelines.AddAsync(entries, [follower], limit));
            more = entries.Count == PageSize;
            before = more ? page[^1] : null;
        }

        await TimeLimits.RunAsync(
            limit => stores.Follows.SettleAsync(follower, edge.Followee, edge.Seq, EdgePending.Backfill, limit));
    }

    /// <summary>Finds what could not be read when the follow was made.</summary>
    private async Task<Edge> FindVisibleSinceAsync(Edge edge)
    {
        if (!edge.On || !edge.Pending.HasFlag(EdgePending.VisibleSince))
            return edge;
        var found = await TimeLimits.RunAsync(limit => stores.Reels.NthNewestAsync(edge.Followee,
            FollowWriter.ReelsBeforeFollow, edge.Since, limit)) ?? DateTimeOffset.UnixEpoch;
        await TimeLimits.RunAsync(
            limit => stores.Follows.SetVisibleSinceAsync(follower, edge.Followee, edge.Seq, found, limit));
        return edge with { VisibleSince = found };
    }

    [LoggerMessage(EventId = 2101, Message =
        "The backfill of {Follower} from {Followee} failed; recovery repeats it, "
        + "and the timeline pulls the author until then")]
    private partial void LogFailed(LogLevel level, Exception failure, string follower, string followee);
}
