using Microsoft.Extensions.Logging;

namespace Reels.Hosting.Resilience;

/// <summary>
/// Logs one line when an engine becomes unavailable, and one when it answers again. So code that tries again needs no
/// line of its own about each attempt.
/// </summary>
internal sealed class EngineOutage(string engine, TimeProvider time, ILogger logger)
{
    /// <summary>
    /// Time without an answer after which failures are an outage, where calls are too few for the circuit breaker.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private long? _failingSince;
    private volatile bool _isFailing;
    private bool _isLogged;

    /// <summary>The circuit breaker refuses calls.</summary>
    public void OnRefusing()
    {
        lock (_lock)
            Begin();
    }

    /// <summary>A call found the engine unavailable.</summary>
    public void OnFailed()
    {
        lock (_lock)
        {
            _isFailing = true;
            var now = time.GetTimestamp();
            if (time.GetElapsedTime(_failingSince ??= now, now) >= Patience)
                Begin();
        }
    }

    /// <summary>The engine has answered a call, and calls are not refused.</summary>
    public void OnAnswered()
    {
        // Nearly always, and without the lock.
        if (!_isFailing)
            return;
        lock (_lock)
        {
            if (_isLogged)
                logger.AnsweringAgain(engine);
            (_isFailing, _isLogged, _failingSince) = (false, false, null);
        }
    }

    private void Begin()
    {
        _isFailing = true;
        if (!_isLogged)
            logger.Unavailable(engine);
        _isLogged = true;
    }
}
