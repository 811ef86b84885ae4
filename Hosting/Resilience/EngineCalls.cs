using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Reels.Grains.Interfaces;

namespace Reels.Hosting.Resilience;

/// <summary>
/// All calls of this process to one engine. Each is limited in time. Together they are limited in number (the
/// bulkhead), so that an engine that hangs doesn't hold everybody's memory and threads. While most of them fail, they
/// are refused immediately (the circuit breaker), but for one call a second, which tests whether the engine is back.
/// </summary>
/// <remarks>
/// An adapter makes each command to its engine through this class, and translates the failures of its driver into
/// <see cref="StoreUnavailableException"/> before they reach it. Any other exception passes, and counts as an answer.
/// </remarks>
public sealed class EngineCalls
{
    /// <summary>
    /// 500 ms, waiting for a place included: a request has 2 s, and makes up to four calls one after the other.
    /// </summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromMilliseconds(500);

    /// <summary>Time for which calls are refused before one is let through again.</summary>
    public static readonly TimeSpan Break = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Calls under way together. An engine that answers in 2 ms serves 128,000 calls a second through so many places.
    /// </summary>
    public const int MaxConcurrent = 256;

    /// <summary>
    /// Calls that wait for a place. More could not be served within their limit: they are refused immediately.
    /// </summary>
    public const int MaxWaiting = 4_096;

    /// <summary>
    /// Calls within <see cref="Sampled"/> before the breaker judges: a single slow answer must not refuse the next.
    /// </summary>
    private const int LeastCalls = 8;

    private const double MostFailing = 0.5;

    /// <summary>The time over which failures are counted.</summary>
    private static readonly TimeSpan Sampled = TimeSpan.FromSeconds(5);

    private readonly CircuitBreakerStateProvider _breaker = new();
    private readonly ResiliencePipeline _pipeline;
    private readonly StoreCalls _calls;
    private readonly EngineOutage _outage;
    private readonly TimeProvider _time;
    private readonly ICommandProbe? _probe;

    /// <param name="engine">One of <see cref="Engines"/>.</param>
    /// <param name="limit">The longest that a call takes, waiting for a place included.</param>
    /// <param name="time">Real time, but for tests of this class: an engine fails in real time.</param>
    /// <param name="logger">Gets one line when the engine becomes unavailable, and one when it answers again.</param>
    /// <param name="probe">Set by tests alone.</param>
    public EngineCalls(string engine, TimeSpan limit, TimeProvider time, ILogger logger, ICommandProbe? probe = null)
    {
        (Engine, Limit, _time, _calls, _probe) = (engine, limit, time, new(engine), probe);
        _outage = new(engine, time, logger);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddConcurrencyLimiter(MaxConcurrent, MaxWaiting)
            .AddCircuitBreaker(new()
            {
                FailureRatio = MostFailing,
                MinimumThroughput = LeastCalls,
                SamplingDuration = Sampled,
                BreakDuration = Break,
                StateProvider = _breaker,
                ShouldHandle = static outcome => new(IsOutage(outcome.Outcome.Exception)),
                OnOpened = _ =>
                {
                    _calls.Refuse(true);
                    _outage.OnRefusing();
                    return default;
                },
                OnClosed = _ =>
                {
                    _calls.Refuse(false);
                    return default;
                },
            })
            .Build();
    }

    /// <summary>One of <see cref="Engines"/>.</summary>
    public string Engine { get; }

    /// <summary>The longest that a call takes.</summary>
    public TimeSpan Limit { get; }

    /// <summary>Whether calls are refused, because too many before them have failed.</summary>
    public bool IsRefusing => _breaker.CircuitState != CircuitState.Closed;

    /// <summary>Reads: a call that gets no answer has changed nothing.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public Task<T> ReadAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "") =>
        _calls.MeasureAsync("read", caller,
            () => ProbeAsync("read", caller, () => RunAsync(call, isWrite: false, cancellationToken)));

    /// <summary>Writes: a call that gets no answer may have been applied.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public Task<T> WriteAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken,
        [CallerMemberName] string caller = "") =>
        _calls.MeasureAsync("write", caller,
            () => ProbeAsync("write", caller, () => RunAsync(call, isWrite: true, cancellationToken)));

    private async Task<T> ProbeAsync<T>(string operation, string caller, Func<Task<T>> call)
    {
        if (_probe is null)
            return await call();
        var name = $"{operation} {caller}";
        await _probe.BeforeAsync(name);
        var answer = await call();
        await _probe.AfterAsync(name);
        return answer;
    }

    /// <param name="call">One command. It need not observe its token: it is left behind when the time is over.</param>
    /// <param name="isWrite">Whether the outcome is unknown without an answer.</param>
    /// <param name="cancellationToken">The caller's. Ending it counts neither as an answer nor as a failure.</param>
    /// <exception cref="StoreUnavailableException">The engine failed or did not answer in time; or it was not called,
    /// because it fails, or because too many calls wait.</exception>
    private async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, bool isWrite,
        CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Limit, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        var isCalled = false;
        try
        {
            var answer = await _pipeline.ExecuteAsync(
                async token =>
                {
                    isCalled = true;
                    try
                    {
                        return await call(token).WaitAsync(token);
                    }
                    catch (OperationCanceledException exception) when (late.IsCancellationRequested)
                    {
                        throw StoreUnavailableException.TimedOut(isWrite, exception);
                    }
                },
                limit.Token);
            if (!IsRefusing)
                _outage.OnAnswered();
            return answer;
        }
        catch (StoreUnavailableException exception) when (IsOutage(exception))
        {
            _outage.OnFailed();
            throw;
        }
        catch (BrokenCircuitException exception)
        {
            throw new StoreUnavailableException(Engine, outcomeUnknown: false, exception);
        }
        catch (RateLimiterRejectedException)
        {
            throw StoreUnavailableException.Overloaded();
        }
        catch (OperationCanceledException exception) when (!isCalled && late.IsCancellationRequested)
        {
            throw StoreUnavailableException.TimedOut(outcomeUnknown: false, exception);
        }
    }

    private static bool IsOutage(Exception? exception) => exception is StoreUnavailableException
    {
        Failure: StoreFailure.Unavailable or StoreFailure.TimedOut,
    };
}
