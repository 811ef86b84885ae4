namespace Reels.Tests.Cluster;

/// <summary>Keeps callers waiting until a test opens it.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    /// <summary>Whether a caller has arrived.</summary>
    public bool Reached => Waiting > 0;

    /// <summary>Number of callers that have arrived.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public Task PassAsync()
    {
        Interlocked.Increment(ref _waiting);
        return _open.Task;
    }

    public void Open() => _open.TrySetResult();
}
