namespace Reels.Silo.Stores.MongoDb.Comments;

/// <summary>
/// Runs work for a key once for all callers that wait for it. A call returns after a run that began after the call did:
/// at most one is under way per key, and one waits.
/// </summary>
internal sealed class SharedRuns<T>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Shared> _last = [];

    public Task<T> RunAsync(Guid key, Func<Task<T>> run)
    {
        Task before;
        Shared next;
        lock (_lock)
        {
            _last.TryGetValue(key, out var last);
            if (last is { HasBegun: false })
                return last.Over.Task;
            (before, next) = (last?.Over.Task ?? Task.CompletedTask, new());
            _last[key] = next;
        }

        _ = RunAsync(key, before, next, run);
        return next.Over.Task;
    }

    private async Task RunAsync(Guid key, Task before, Shared next, Func<Task<T>> run)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
            next.HasBegun = true;
        var running = run();
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            if (_last[key] == next)
                _last.Remove(key);
        }

        next.Over.SetFromTask(running);
    }

    private sealed class Shared
    {
        public TaskCompletionSource<T> Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool HasBegun { get; set; }
    }
}
