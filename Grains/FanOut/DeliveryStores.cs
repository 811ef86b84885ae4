using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Grains.Telemetry;

namespace Reels.Grains.FanOut;

/// <summary>What deliveries are made with; one per silo.</summary>
public sealed class DeliveryStores(
    IDeliveryLog log,
    IFollowStore follows,
    ITimelineStore timelines,
    IMergedAuthorStore merged,
    ICommentStore comments,
    ILikeStore likes,
    IOptions<FanOutOptions> options,
    PutOffDeliveries put,
    [FromKeyedServices(Clock.Key)] TimeProvider time)
{
    /// <summary>Followers served per step (design: 1,000).</summary>
    public const int PageSize = 1_000;

    public IDeliveryLog Log => log;

    public IFollowStore Follows => follows;

    public ITimelineStore Timelines => timelines;

    public IMergedAuthorStore Merged => merged;

    public ICommentStore Comments => comments;

    public ILikeStore Likes => likes;

    public int PushLimit => options.Value.PushLimit;

    /// <summary>Leaves a delivery that failed to recovery.</summary>
    public void PutOff(Exception failure)
    {
        GrainMetrics.DeliveryPutOff();
        put.Off(failure);
    }

    public DateTimeOffset Now() => time.Now();

    public DateTimeOffset LeaseUntil() => time.Now() + options.Value.Lease;
}

/// <summary>Says what became of a delivery that failed.</summary>
public sealed partial class PutOffDeliveries(ILogger<PutOffDeliveries> log)
{
    [LoggerMessage(1011, LogLevel.Warning, "A delivery failed; it stays in the log and is taken up by recovery when its lease has passed")]
    public partial void Off(Exception failure);
}
