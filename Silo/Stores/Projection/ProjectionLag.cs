using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Reels.Grains.Interfaces;

namespace Reels.Silo.Stores.Projection;

/// <summary>
/// This silo's knowledge of whether its projection lags. At the start nothing is known, which counts as a lag.
/// </summary>
internal sealed class ProjectionLag : IDisposable
{
    private static readonly ConcurrentDictionary<ProjectionLag, string> All = new();

    private static readonly ObservableGauge<double> Gauge = new Meter(TelemetryNames.Name).CreateObservableGauge(
        "reels.projection.lag", () => All.Select(each => each.Key.Measure(each.Value)), "s",
        "Time since a projection began to lag behind its truth; 0 while it has every row");

    private readonly Lock _lock = new();
    private long _since = Stopwatch.GetTimestamp();
    private volatile bool _isCurrent;
    private long _missed;

    /// <param name="rows">What is projected, as the metric names it.</param>
    public ProjectionLag(string rows)
    {
        // A static field is made when it is first used.
        _ = Gauge;
        All[this] = rows;
    }

    /// <summary>Whether the projection has every row that this silo knows of.</summary>
    public bool IsCurrent => _isCurrent;

    /// <summary>How often a row could not be projected.</summary>
    public long Missed
    {
        get
        {
            lock (_lock)
                return _missed;
        }
    }

    /// <summary>Records that a row could not be projected. Returns whether the projection was current.</summary>
    public bool Miss()
    {
        lock (_lock)
        {
            _missed++;
            var was = _isCurrent;
            if (was)
                _since = Stopwatch.GetTimestamp();
            _isCurrent = false;
            return was;
        }
    }

    /// <summary>
    /// Records that every row from before a look is projected, unless another was missed since then. Returns whether
    /// this ended a lag.
    /// </summary>
    /// <param name="missed"><see cref="Missed"/> when the look began.</param>
    public bool CatchUp(long missed)
    {
        lock (_lock)
        {
            if (_isCurrent || _missed != missed)
                return false;
            _isCurrent = true;
            return true;
        }
    }

    public void Dispose() => All.TryRemove(this, out _);

    private Measurement<double> Measure(string rows)
    {
        lock (_lock)
        {
            return new(_isCurrent ? 0 : Stopwatch.GetElapsedTime(_since).TotalSeconds,
                new KeyValuePair<string, object?>("rows", rows));
        }
    }
}
