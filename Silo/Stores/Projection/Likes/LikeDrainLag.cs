using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Reels.Grains.Interfaces;

namespace Reels.Silo.Stores.Projection.Likes;

/// <summary>
/// Time since this silo last found every change of a like in the projection. Silos look more than once a second, so it
/// stays below a second, unless one of the two sides is unavailable or slow.
/// </summary>
internal sealed class LikeDrainLag : IDisposable
{
    private static readonly ConcurrentDictionary<LikeDrainLag, byte> All = new();

    private static readonly ObservableGauge<double> Gauge = new Meter(TelemetryNames.Name).CreateObservableGauge(
        "reels.likes.drain.lag", Measure, "s",
        "Time since the changes of likes were last all copied from the truth to the projection");

    private long _drained = Stopwatch.GetTimestamp();

    public LikeDrainLag()
    {
        // A static field is made when it is first used.
        _ = Gauge;
        All[this] = 0;
    }

    /// <summary>Time since nothing was left to copy.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(Volatile.Read(ref _drained));

    /// <summary>Records that nothing is left to copy.</summary>
    public void OnDrained() => Volatile.Write(ref _drained, Stopwatch.GetTimestamp());

    public void Dispose() => All.TryRemove(this, out _);

    /// <summary>Nothing where this process has no such likes.</summary>
    private static IEnumerable<Measurement<double>> Measure() => All.IsEmpty ? []
        : [new(All.Keys.Max(lag => lag.Age).TotalSeconds)];
}
