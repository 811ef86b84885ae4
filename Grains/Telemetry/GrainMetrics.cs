using System.Diagnostics.Metrics;
using Reels.Grains.Stores;

namespace Reels.Grains.Telemetry;

/// <summary>
/// Metrics of the grains of this process, for operators. Tags have few values: no ids, names or texts.
/// </summary>
internal static class GrainMetrics
{
    private static readonly Meter Meter = new(Interfaces.TelemetryNames.Name);

    private static readonly Histogram<double> FanOutLag = Meter.CreateHistogram(
        "reels.fanout.lag", "s", "Time from a post to the acknowledgement of its announcement by every silo",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
            2.5, 5, 10, 30, 60, 300]
        });

    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("reels.fanout.deliveries",
        "{delivery}", "Posts and deletes delivered to every follower");

    private static readonly Counter<long> Deferred = Meter.CreateCounter<long>("reels.fanout.put_off", "{delivery}",
        "Outbox entries that failed and were left to recovery");

    private static readonly UpDownCounter<long> Open = Meter.CreateUpDownCounter<long>("reels.outbox.open",
        "{entry}", "Outbox entries that authors awake on this silo have yet to deliver");

    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("reels.fanout.rows", "{row}",
        "Rows written into timelines, one for each follower");

    private static readonly Counter<long> Pushed = Meter.CreateCounter<long>("reels.fanout.pushed", "{timeline}",
        "Announcements put into inboxes of awake timelines");

    private static readonly UpDownCounter<long> Awake = Meter.CreateUpDownCounter<long>("reels.timelines.awake",
        "{timeline}", "Timelines in memory");

    private static readonly Counter<long> RowReads = Meter.CreateCounter<long>(
        "reels.timelines.reads", "{read}",
        "Chunks of feeds, by source: the hot window or the store");

    private static readonly Histogram<int> LikesPerBatch = Meter.CreateHistogram(
        "reels.likes.batch", "{like}", "Likes that shared one write",
        advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 500] });

    private static readonly Counter<long> Deleted = Meter.CreateCounter<long>("reels.accounts.deleted", "{account}",
        "Accounts that were deleted");

    private static readonly Counter<long> Erased = Meter.CreateCounter<long>("reels.accounts.erased", "{account}",
        "Deleted accounts whose data is erased");

    /// <param name="kind">The kind of the delivered entry.</param>
    /// <param name="lag">Time since the post; recorded for posts only.</param>
    public static void Delivered(OutboxKind kind, TimeSpan lag)
    {
        Deliveries.Add(1, new KeyValuePair<string, object?>("kind", kind == OutboxKind.Post ? "post" : "delete"));
        if (kind == OutboxKind.Post)
            FanOutLag.Record(lag.TotalSeconds);
    }

    public static void FanOutDeferred() => Deferred.Add(1);

    /// <param name="change">Entries that were found, or closed where it is negative.</param>
    public static void OutboxChanged(int change) => Open.Add(change);

    public static void RowsWritten(int count) => Rows.Add(count);

    public static void PushedTo(int timelines) => Pushed.Add(timelines);

    public static void AccountDeleted() => Deleted.Add(1);

    public static void AccountErased() => Erased.Add(1);

    public static void TimelineAwoke() => Awake.Add(1);

    public static void TimelineSlept() => Awake.Add(-1);

    public static void FeedRead(bool hot) =>
        RowReads.Add(1, new KeyValuePair<string, object?>("source", hot ? "hot" : "store"));

    public static void LikesWritten(int count) => LikesPerBatch.Record(count);
}
