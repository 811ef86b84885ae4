using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Reels.Grains.Interfaces;
using Reels.Grains.Jobs;
using Reels.Grains.Stores;
using Reels.Grains.Telemetry;

namespace Reels.Grains.FanOut;

/// <summary>What deliveries are made with; one per silo.</summary>
internal sealed class FanOutStores(
    IOutbox log,
    IFollowStore follows,
    ITimelineStore timelines,
    ICelebrityStore merged,
    ICommentStore comments,
    ILikeStore likes,
    IOptions<FanOutOptions> options,
    DeferredLog put,
    Leases leases,
    [FromKeyedServices(Clock.Key)] TimeProvider time) : IDisposable
{
    /// <summary>Followers served per step (design: 1,000).</summary>
    public const int PageSize = 1_000;

    /// <summary>
    /// Pages of rows that this silo writes at the same time: recovery may wake a hundred authors at once, and other
    /// writes must find their turn among them.
    /// </summary>
    private const int MaxConcurrentPages = 4;

    private readonly SemaphoreSlim _pages = new(MaxConcurrentPages);

    public IOutbox Outbox => log;

    public IFollowStore Follows => follows;

    public ICelebrityStore Celebrities => merged;

    public ICommentStore Comments => comments;

    public ILikeStore Likes => likes;

    public int PushLimit => options.Value.PushLimit;

    /// <summary>Writes a page of rows when it is its turn; only the writing has a time limit.</summary>
    public async Task AddRowsAsync(TimelineEntry entry, IReadOnlyList<string> followers)
    {
        await _pages.WaitAsync();
        try
        {
            await TimeLimits.RunAsync(cancellationToken => timelines.AddAsync(entry, followers, cancellationToken));
        }
        finally
        {
            _pages.Release();
        }
    }

    /// <summary>Leaves a delivery that failed to recovery.</summary>
    public void Defer(Exception failure)
    {
        GrainMetrics.FanOutDeferred();
        put.Log(failure);
    }

    public DateTimeOffset Now() => time.Now();

    public DateTimeOffset LeaseUntil() => leases.Until();

    public void Dispose() => _pages.Dispose();
}

/// <summary>Says what became of a delivery that failed.</summary>
internal sealed partial class DeferredLog(ILogger<DeferredLog> log)
{
    [LoggerMessage(1011, LogLevel.Warning,
        "A delivery failed; it stays in the log and is taken up by recovery when its lease has passed")]
    public partial void Log(Exception failure);
}
