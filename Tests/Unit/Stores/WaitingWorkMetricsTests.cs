using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Reels.Grains.Interfaces;
using Reels.Hosting.Resilience;
using Reels.Silo.Stores.Projection.Likes;
using Xunit;

namespace Reels.Tests.Unit.Stores;

/// <summary>Metrics of what waits: refused engines, and likes that are not copied.</summary>
public sealed class WaitingWorkMetricsTests : IDisposable
{
    /// <summary>A name of its own: other tests break engines in the same process.</summary>
    private const string Engine = "Measured";

    private readonly ConcurrentQueue<int> _breaker = [];
    private readonly MeterListener _listener = new();
    private double? _lag;

    public WaitingWorkMetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is "reels.store.breaker.open" or "reels.likes.drain.lag")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, value, tags, _) =>
        {
            if (tags.Contains(new("store", Engine)))
                _breaker.Enqueue(value);
        });
        _listener.SetMeasurementEventCallback<double>((_, value, _, _) => _lag = value);
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task An_open_breaker_shows_until_the_engine_answers()
    {
        var time = new FakeTimeProvider();
        var calls = new EngineCalls(Engine, EngineCalls.DefaultLimit, time, NullLogger.Instance);
        while (!calls.IsRefusing)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => calls.ReadAsync<int>(
                _ => throw new StoreUnavailableException(Engine, outcomeUnknown: false),
                TestContext.Current.CancellationToken));
        }

        Assert.Equal([1], _breaker);
        time.Advance(EngineCalls.Break);
        await calls.ReadAsync(_ => Task.FromResult(1), TestContext.Current.CancellationToken);
        Assert.Equal([1, 0], _breaker);
    }

    [Fact]
    public async Task The_lag_of_copied_likes_grows_until_they_are_copied()
    {
        using var lag = new LikeDrainLag();
        var waited = TimeSpan.FromMilliseconds(50);
        await Until.TrueAsync(() => lag.Age > waited);
        _listener.RecordObservableInstruments();
        Assert.True(_lag > waited.TotalSeconds);

        var before = lag.Age;
        lag.OnDrained();
        Assert.True(lag.Age < before);
    }
}
