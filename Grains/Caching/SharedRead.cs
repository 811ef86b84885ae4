namespace Reels.Grains.Caching;

/// <summary>
/// Lets concurrent callers share a read of what a store has by now. A read serves the callers who asked before it
/// began; callers who ask while it runs wait for the next one. So however many ask, they wait for two reads at most.
/// Safe from any scheduler.
/// </summary>
/// <param name="read">The read, with its own time limit: no caller's cancellation ends it.</param>
internal sealed class SharedRead<T>(Func<Task<T>> read)
{
    private readonly Lock _lock = new();
    private Task<T>? _running;
    private Task<T>? _next;

    public Task<T> JoinAsync()
    {
        lock (_lock)
        {
            if (_running is null)
                return _running = StartAsync(after: Task.CompletedTask);
            return _next ??= StartAsync(after: _running);
        }
    }

    // On the thread pool: it belongs to no grain, and the grain that starts it may be deactivated when it returns.
    private Task<T> StartAsync(Task after) =>
        Task.Factory.StartNew(() => RunAsync(after), CancellationToken.None, TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default).Unwrap();

    private async Task<T> RunAsync(Task after)
    {
        await after.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            return await read();
        }
        finally
        {
            lock (_lock)
                (_running, _next) = (_next, null);
        }
    }
}
