namespace Reels.Grains.Caching;

/// <summary>
/// Lets all who ask for what a store has by now share a read: it serves those who asked before it began, and who asks
/// while one is under way waits for the next. So however many ask at once, no more than two follow each other. Safe
/// from any scheduler.
/// </summary>
/// <param name="read">The read, with a limit of its own: nobody's cancellation ends it.</param>
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

    // On the pool: it is no grain's work, and the grain that happens to start it may be gone when it comes back.
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
