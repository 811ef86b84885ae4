using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;

namespace Reels.Grains.Users;

/// <summary>
/// Makes the followee's reels from the floor on rows of the follower's timeline. The edge is durable before, and merged
/// by the timeline until this is done, so no reel is missed: what is posted after the edge was written is delivered,
/// what was posted before is read here.
/// </summary>
internal sealed partial class FollowBackfill(string follower, UserStores stores, ILogger logger)
{
    private const int PageSize = 100;

    private readonly Dictionary<string, (long Seq, Task Task)> _running = [];

    /// <summary>Everything under way; it never fails.</summary>
    public Task Running => Task.WhenAll(_running.Values.Select(backfill => backfill.Task));

    /// <summary>
    /// Begins unless it runs already, and makes nobody wait. Where it fails recovery does it again: the edge is
    /// pending, and its lease passes.
    /// </summary>
    public void Start(Edge edge)
    {
        var before = After(edge.Followee);
        if (before.Seq != edge.Seq || before.Task.IsCompleted)
            _running[edge.Followee] = (edge.Seq, StartAfterAsync(before.Task, edge));
    }

    /// <summary>Does it, after what is under way for the same edge.</summary>
    public async Task RunAsync(Edge edge)
    {
        await After(edge.Followee).Task;
        await FillAsync(edge);
    }

    private (long Seq, Task Task) After(string followee)
    {
        foreach (var (done, _) in _running.Where(backfill => backfill.Value.Task.IsCompleted).ToList())
            _running.Remove(done);
        return _running.GetValueOrDefault(followee, (0, Task.CompletedTask));
    }

    private async Task StartAfterAsync(Task before, Edge edge)
    {
        // Lets the answer go first: an embedded store would do all of it before it came back.
        await Task.Yield();
        await before;
        try
        {
            await FillAsync(edge);
        }
        catch (Exception exception)
        {
            LogLeft(exception, follower, edge.Followee);
        }
    }

    private async Task FillAsync(Edge edge)
    {
        Position? before = null;
        for (var more = edge.On; more;)
        {
            var page = await TimeLimits.RunAsync(
                limit => stores.Reels.ListByAuthorAsync(edge.Followee, before, PageSize, limit));
            var entries = page.TakeWhile(reel => reel.CreatedAt >= edge.VisibleSince)
                .Select(reel => new TimelineEntry(edge.Followee, reel)).ToList();
            if (entries.Count > 0)
                await TimeLimits.RunAsync(limit => stores.Timelines.BackfillAsync(follower, entries, limit));
            more = entries.Count == PageSize;
            before = more ? page[^1] : null;
        }

        await TimeLimits.RunAsync(
            limit => stores.Follows.SettleAsync(follower, edge.Followee, edge.Seq, EdgePending.Backfill, limit));
    }

    [LoggerMessage(2101, LogLevel.Warning,
        "The backfill of {Follower} from {Followee} stopped; their timeline merges this author until recovery has done it")]
    private partial void LogLeft(Exception failure, string follower, string followee);
}
