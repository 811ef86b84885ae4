namespace Reels.Tests.Cluster;

/// <summary>Holds what passes it until a test opens it.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    /// <summary>Whether somebody has come to it.</summary>
    public bool Reached => Waiting > 0;

    /// <summary>How many have come.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public Task PassAsync()
    {
        Interlocked.Increment(ref _waiting);
        return _open.Task;
    }

    public void Open() => _open.TrySetResult();
}
