namespace Reels.Silo.Stores.Projection;

/// <summary>
/// When a loop looks for work: soon while there is some, and less often otherwise, since every silo looks.
/// </summary>
/// <param name="time">Null: the machine's. Not the product's, since a lag must end while a test's clock stands
/// still.</param>
internal sealed class LookPace(TimeProvider? time = null) : IDisposable
{
    /// <summary>Time from one look to the next while there is work.</summary>
    public static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Time from one look to the next while there is none. Work that only another silo knew of, which has died, is
    /// found within a second, the look included.
    /// </summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(750);

    private readonly PeriodicTimer _timer = new(Busy, time ?? TimeProvider.System);
    private readonly Lock _lock = new();
    private bool _hasWork;
    private bool _isIdle;

    /// <summary>Records that a look begins: it finds the work that was recorded before.</summary>
    public void Begin()
    {
        lock (_lock)
            _hasWork = false;
    }

    /// <summary>Records that there is work: the next look comes after <see cref="Busy"/>, or earlier.</summary>
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

    private void SetIdle(bool isIdle)
    {
        if (_isIdle == isIdle)
            return;
        _isIdle = isIdle;
        _timer.Period = isIdle ? Idle : Busy;
    }
}
