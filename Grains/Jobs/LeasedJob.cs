namespace Reels.Grains.Jobs;

/// <summary>
/// Work that a grain starts and that goes on in parallel to its turns, in steps that may be repeated. The work has a
/// lease in its store: recovery continues work that failed, or that a crash cut off, when its lease has ended.
/// </summary>
/// <param name="stayAwake">Keeps the grain's activation alive for another while.</param>
internal abstract class LeasedJob(Action stayAwake)
{
    private bool _running;
    private bool _again;

    /// <summary>Whether the job must end after the current step.</summary>
    protected bool IsStopped { get; private set; }

    /// <summary>
    /// Whether a start while the job runs makes it run once more: it may have missed the newest work.
    /// </summary>
    protected abstract bool RunsAgain { get; }

    /// <summary>Starts the job unless it runs already; returns immediately.</summary>
    public void Start()
    {
        if (!_running)
            _ = RunAsync();
        else if (RunsAgain)
            _again = true;
    }

    /// <summary>Ends the job after the current step.</summary>
    public void Stop()
    {
        IsStopped = true;
        OnStopped();
    }

    /// <summary>Does all the work that there is now.</summary>
    protected abstract Task RunOnceAsync();

    /// <summary>Called when the job is stopped; a step may still run.</summary>
    protected virtual void OnStopped()
    {
    }

    /// <summary>Leaves work that failed to recovery.</summary>
    protected abstract void Defer(Exception failure);

    /// <summary>To be called with each step: the job needs its grain.</summary>
    protected void StayAwake() => stayAwake();

    private async Task RunAsync()
    {
        _running = _again = true;

        // The grain's answer goes first: an embedded store may do all of the work before it returns.
        await Task.Yield();
        while (_again && !IsStopped)
        {
            _again = false;
            try
            {
                await RunOnceAsync();
            }
            catch (Exception exception)
            {
                Defer(exception);
            }
        }

        _running = false;
    }
}
