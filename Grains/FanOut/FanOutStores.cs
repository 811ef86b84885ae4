using System.Threading.RateLimiting;
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
    IReelStore reels,
    IFollowStore follows,
    ITimelineStore timelines,
    ICelebrityStore celebrities,
    ICommentStore comments,
    ILikeStore likes,
    IMediaErasureStore mediaErasures,
    IOptions<FanOutOptions> options,
    DeferredLog deferredLog,
    Leases leases,
    [FromKeyedServices(Clock.Key)] TimeProvider time) : IDisposable
{
    /// <summary>Followers per page, and rows per write (design: 1,000).</summary>
    public const int PageSize = 1_000;

    /// <summary>Recovery may wake a hundred authors together.</summary>
    private readonly ConcurrencyLimiter _rows = new(new()
    {
        PermitLimit = timelines.MaxConcurrentRows,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    public IOutbox Outbox => outbox;

    public IReelStore Reels => reels;

    public IFollowStore Follows => follows;

    public ICelebrityStore Celebrities => celebrities;

    public ICommentStore Comments => comments;

    public ILikeStore Likes => likes;

    public IMediaErasureStore MediaErasures => mediaErasures;

    public int PushLimit => options.Value.PushLimit;

    /// <summary>
    /// Writes rows of a page of followers, up to <see cref="PageSize"/> per call, each call when its turn comes; its
    /// time limit begins then.
    /// </summary>
    public Task AddRowsAsync(IReadOnlyList<TimelineEntry> entries, IReadOnlyList<string> followers) =>
        Task.WhenAll(followers.Chunk(PageSize / entries.Count).Select(readers => AddTurnAsync(entries, readers)));

    /// <summary>
    /// Announces a new reel to the like store. Best effort: it never fails, and neither the answer nor the fan-out
    /// waits for it.
    /// </summary>
    public async Task TryBeginLikesAsync(StoredReel reel)
    {
        try
        {
            await TimeLimits.RunAsync(limit => likes.BeginAsync(reel.Id, reel.CreatedAt, limit));
        }
        catch (Exception exception)
        {
            deferredLog.LogLikesNotBegun(exception);
        }
    }

    /// <summary>Leaves an outbox entry that failed to recovery.</summary>
    public void Defer(Exception failure)
    {
        GrainMetrics.FanOutDeferred();
        var level = FailureLevel.Of(failure);
        deferredLog.Log(level, failure);
    }

    public DateTimeOffset Now() => time.Now();

    public DateTimeOffset LeaseUntil() => leases.Until();

    public void Dispose() => _rows.Dispose();

    private async Task AddTurnAsync(IReadOnlyList<TimelineEntry> entries, string[] readers)
    {
        var rows = entries.Count * readers.Length;
        using (await _rows.AcquireAsync(rows))
            await TimeLimits.RunAsync(limit => timelines.AddAsync(entries, readers, limit));
        GrainMetrics.RowsWritten(rows);
    }
}

/// <summary>Logs outbox entries that are left to recovery, and steps that are left out.</summary>
internal sealed partial class DeferredLog(ILogger<DeferredLog> log)
{
    [LoggerMessage(EventId = 1011, Message =
        "The fan-out of an outbox entry failed; recovery continues it when its lease has ended")]
    public partial void Log(LogLevel level, Exception failure);

    [LoggerMessage(1012, LogLevel.Debug, "The likes of a new reel could not be begun; its first likes take longer")]
    public partial void LogLikesNotBegun(Exception failure);
}
