using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Reels.Grains.Interfaces;
using Reels.Grains.Jobs;
using Reels.Grains.Stores;
using Reels.Grains.Telemetry;

namespace Reels.Grains.FanOut;

/// <summary>The stores and limits of fan-out. One per silo.</summary>
internal sealed class FanOutStores(
    IOutbox outbox,
    IFollowStore follows,
    ITimelineStore timelines,
    ICelebrityStore celebrities,
    ICommentStore comments,
    ILikeStore likes,
    IOptions<FanOutOptions> options,
    DeferredLog deferredLog,
    Leases leases,
    [FromKeyedServices(Clock.Key)] TimeProvider time) : IDisposable
{
    /// <summary>Followers per step (design: 1,000).</summary>
    public const int PageSize = 1_000;

    /// <summary>
    /// Pages of rows that this silo writes concurrently. Recovery may wake a hundred authors together, and other writes
    /// must find their turn among them.
    /// </summary>
    private const int MaxConcurrentPages = 4;

    private readonly SemaphoreSlim _pages = new(MaxConcurrentPages);

    public IOutbox Outbox => outbox;

    public IFollowStore Follows => follows;

    public ICelebrityStore Celebrities => celebrities;

    public ICommentStore Comments => comments;

    public ILikeStore Likes => likes;

    public int PushLimit => options.Value.PushLimit;

    /// <summary>Writes a page of rows when its turn comes; the time limit begins then.</summary>
    public async Task AddRowsAsync(TimelineEntry row, IReadOnlyList<string> followers)
    {
        await _pages.WaitAsync();
        try
        {
            await TimeLimits.RunAsync(limit => timelines.AddAsync(row, followers, limit));
        }
        finally
        {
            _pages.Release();
        }
    }

    /// <summary>Leaves an outbox entry that failed to recovery.</summary>
    public void Defer(Exception failure)
    {
        GrainMetrics.FanOutDeferred();
        deferredLog.Log(failure);
    }

    public DateTimeOffset Now() => time.Now();

    public DateTimeOffset LeaseUntil() => leases.Until();

    public void Dispose() => _pages.Dispose();
}

/// <summary>Logs outbox entries that are left to recovery.</summary>
internal sealed partial class DeferredLog(ILogger<DeferredLog> log)
{
    [LoggerMessage(1011, LogLevel.Warning,
        "The fan-out of an outbox entry failed; recovery continues it when its lease has ended")]
    public partial void Log(Exception failure);
}
