using Reels.Grains.Interfaces;

namespace Reels.Grains.Caching;

/// <summary>One running multi-get, which any number of callers await.</summary>
/// <param name="startedAt">It shows everything that was durable at this time.</param>
internal sealed class CacheLoad<TKey, TValue>(long startedAt)
    where TKey : notnull
{
    private readonly TaskCompletionSource<IReadOnlyDictionary<TKey,
        TValue>> _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long StartedAt { get; } = startedAt;

    public List<TKey> Keys { get; } = [];

    public Task<IReadOnlyDictionary<TKey, TValue>> Loaded => _loaded.Task;

    /// <summary>
    /// Starts the load on the thread pool: it belongs to no grain, and the grain that started it may be busy or
    /// deactivated when it returns.
    /// </summary>
    /// <param name="load">The multi-get.</param>
    /// <param name="limit">Most time for it, by the machine's clock: a test that drives the product's clock must not
    /// end running work.</param>
    /// <param name="ended">Called before the callers continue, with the loaded values, or null where the load
    /// failed.</param>
    public void Start(
        Func<IReadOnlyCollection<TKey>, CancellationToken, ValueTask<IReadOnlyDictionary<TKey, TValue>>> load,
        TimeSpan limit,
        Action<CacheLoad<TKey, TValue>, IReadOnlyDictionary<TKey, TValue>?> ended) =>
        _ = Task.Factory.StartNew(
            () => RunAsync(load, limit, ended), CancellationToken.None, TaskCreationOptions.DenyChildAttach,
            TaskScheduler.Default);

    private async Task RunAsync(
        Func<IReadOnlyCollection<TKey>, CancellationToken, ValueTask<IReadOnlyDictionary<TKey, TValue>>> load,
        TimeSpan limit,
        Action<CacheLoad<TKey, TValue>, IReadOnlyDictionary<TKey, TValue>?> ended)
    {
        using var limited = new CancellationTokenSource(limit);
        try
        {
            // The wait has the limit too: a store that ignores its token must not block callers forever.
            var loaded = await load(Keys, limited.Token).AsTask().WaitAsync(limited.Token);
            ended(this, loaded);
            _loaded.SetResult(loaded);
        }
#pragma warning disable CA1031 // The callers get the failure.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ended(this, null);
            _loaded.SetException(
                exception is OperationCanceledException
                    ? StoreUnavailableException.TimedOut(outcomeUnknown: false, exception)
                    : exception);

            // All callers may have left: a failure that no one awaits must not be reported as unobserved.
            _ = _loaded.Task.Exception;
        }
    }
}
