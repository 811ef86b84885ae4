using System.Diagnostics;
using System.Diagnostics.Metrics;
using Reels.Grains.Interfaces;

namespace Reels.Hosting.Resilience;

/// <summary>Measures and traces the calls to one store.</summary>
/// <param name="store">The name of the store, as in readiness.</param>
public sealed class StoreCalls(string store)
{
    private static readonly Meter Meter = new(TelemetryNames.Name);
    private static readonly ActivitySource Source = new(TelemetryNames.Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "reels.store.call.duration", "s", "Time of a call to a store, waiting included",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025,
            0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
        });

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("reels.store.call.failures", "{call}",
        "Calls that found a store unavailable");

    private static readonly Gauge<int> Refusing = Meter.CreateGauge<int>("reels.store.breaker.open",
        description: "1 while calls to a store are refused, because most of them fail; otherwise 0");

    private readonly KeyValuePair<string, object?> _store = new("store", store);

    /// <summary>Records whether the circuit breaker refuses calls.</summary>
    public void Refuse(bool isOpen) => Refusing.Record(isOpen ? 1 : 0, _store);

    /// <param name="operation"><c>read</c> or <c>write</c>.</param>
    /// <param name="caller">The calling method of the adapter, for traces.</param>
    /// <param name="call">Starts the call.</param>
    public async Task<T> MeasureAsync<T>(string operation, string caller, Func<Task<T>> call)
    {
        using var activity = Start(operation, caller);
        var began = Stopwatch.GetTimestamp();
        try
        {
            return await call();
        }
        catch (StoreUnavailableException)
        {
            Fail(operation, activity);
            throw;
        }
        finally
        {
            Record(operation, began);
        }
    }

    /// <inheritdoc cref="MeasureAsync{T}(string, string, Func{Task{T}})"/>
    public T Measure<T>(string operation, string caller, Func<T> call)
    {
        using var activity = Start(operation, caller);
        var began = Stopwatch.GetTimestamp();
        try
        {
            return call();
        }
        catch (StoreUnavailableException)
        {
            Fail(operation, activity);
            throw;
        }
        finally
        {
            Record(operation, began);
        }
    }

    private Activity? Start(string operation, string caller) =>
        Source.HasListeners()
            ? Source.StartActivity($"{store} {caller}", ActivityKind.Client)?.SetTag("db.system.name", store)
                .SetTag("db.operation.name", operation)
            : null;

    private void Record(string operation, long began) =>
        Duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, _store,
            new KeyValuePair<string, object?>("operation", operation));

    private void Fail(string operation, Activity? activity)
    {
        activity?.SetStatus(ActivityStatusCode.Error);
        Failures.Add(1, _store, new KeyValuePair<string, object?>("operation", operation));
    }
}
