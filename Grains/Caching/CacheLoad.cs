using Reels.Grains.Interfaces;

namespace Reels.Grains.Caching;

/// <summary>One multi-get under way, which any number of callers await.</summary>
/// <param name="startedAt">The moment from which on it shows everything that was durable.</param>
internal sealed class CacheLoad<TKey, TValue>(long startedAt)
    where TKey : notnull
{
    private readonly TaskCompletionSource<IReadOnlyDictionary<TKey,
        TValue>> _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long StartedAt { get; } = startedAt;

    public List<TKey> Keys { get; } = [];

    public Task<IReadOnlyDictionary<TKey, TValue>> Loaded => _loaded.Task;

    /// <summary>
    /// Begins the load on the pool: it is no grain's work, and the grain that happened to start it may be busy or gone
    /// when it comes back.
    /// </summary>
    /// <param name="load">The multi-get.</param>
    /// <param name="limit">How long it may take, by the machine's clock: a clock that a test drives must not end work
    /// under way.</param>
    /// <param name="ended">Told before the callers, with what was loaded, or null where it failed.</param>
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
            // Awaited with the limit too: a store that doesn't look at its token must not hold up callers for ever.
            var loaded = await load(Keys, limited.Token).AsTask().WaitAsync(limited.Token);
            ended(this, loaded);
            _loaded.SetResult(loaded);
        }
#pragma warning disable CA1031 // Whatever it is, it is the callers' to see.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ended(this, null);
            _loaded.SetException(
                exception is OperationCanceledException
                    ? StoreUnavailableException.TimedOut(outcomeUnknown: false, exception)
                    : exception);

            // All callers may have stopped waiting; a failure that nobody awaits is no news.
            _ = _loaded.Task.Exception;
        }
    }
}
