namespace Reels.Silo.Stores.Projection;

/// <summary>
/// When a loop looks for work: soon while there is some, and less often otherwise, since every silo looks.
/// </summary>
/// <param name="busy">Time from one look to the next while there is work; null: <see cref="Busy"/>.</param>
/// <param name="time">Null: the machine's. Not the product's, since a lag must end while a test's clock stands
/// still.</param>
internal sealed class LookPace(TimeSpan? busy = null, TimeProvider? time = null) : IDisposable
{
    /// <summary>Time from one look to the next while there is work.</summary>
    public static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Time from one look to the next while there is none. Work that only another silo knew of, which has died, is
    /// found within a second, the look included.
    /// </summary>
    public static readonly TimeSpan Idle = IdleOf(Busy);

    private readonly TimeSpan _busy = busy ?? Busy;
    private readonly PeriodicTimer _timer = new(busy ?? Busy, time ?? TimeProvider.System);
    private readonly Lock _lock = new();
    private bool _hasWork;
    private bool _isIdle;

    /// <summary>Records that a look begins: it finds the work that was recorded before.</summary>
    public void Begin()
    {
        lock (_lock)
            _hasWork = false;
    }

    /// <summary>Records that there is work: the next look comes soon.</summary>
    public void Hurry()
    {
        lock (_lock)
        {
            _hasWork = true;
            SetIdle(false);
        }
    }

    /// <summary>Waits for the next look.</summary>
    /// <param name="isDone">Whether the last look has found nothing and left nothing.</param>
    /// <param name="cancellationToken">Ends the wait, with an exception.</param>
    public ValueTask<bool> NextAsync(bool isDone, CancellationToken cancellationToken)
    {
        lock (_lock)
            SetIdle(isDone && !_hasWork);
        return _timer.WaitForNextTickAsync(cancellationToken);
    }

    /// <summary>There are no more looks. Work may still be recorded.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isIdle = false;
            _timer.Dispose();
        }
    }

    private static TimeSpan IdleOf(TimeSpan busy) => 3 * busy;

    private void SetIdle(bool isIdle)
    {
        if (_isIdle == isIdle)
            return;
        _isIdle = isIdle;
        _timer.Period = isIdle ? IdleOf(_busy) : _busy;
    }
}
