using System.Collections.Concurrent;
using Reels.Grains.Interfaces;

namespace Reels.Grains.Caching;

/// <summary>
/// What a silo knows of one store for a short time: filled by one multi-get per call, shared by all grains of the silo,
/// never by two loads of one key where one will do. That a key has no value is known too. Safe from any scheduler.
/// </summary>
/// <remarks>
/// Every value lives equally long, so the order of loading is the order of expiry, and one queue serves both expiry and
/// the bound on bytes.
/// </remarks>
/// <param name="load">The multi-get; keys without a value may be left out of its answer.</param>
/// <param name="size">Bytes of a key with its value (default where it has none), without
/// <see cref="CacheSize.Entry"/>.</param>
/// <param name="bytes">Estimated bytes that it may hold.</param>
/// <param name="life">How long after the start of its load a value is served; zero: never.</param>
/// <param name="clock">The silo's.</param>
/// <param name="loadLimit">How long a load may take; null: <see cref="DefaultLoadLimit"/>.</param>
internal sealed class MultiGetCache<TKey, TValue>(
    Func<IReadOnlyCollection<TKey>, CancellationToken, ValueTask<IReadOnlyDictionary<TKey, TValue>>> load,
    Func<TKey, TValue?, int> size,
    long bytes,
    TimeSpan life,
    CacheClock clock,
    TimeSpan? loadLimit = null)
    where TKey : notnull
{
    /// <summary>
    /// The whole budget of a request: a load is shared, so it is not cut off by the caller that has the least patience.
    /// </summary>
    public static readonly TimeSpan DefaultLoadLimit = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();
    private readonly Lock _gate = new();

    // All three under the gate. The queue also holds entries that were replaced or invalidated; they count until they
    // leave it.
    private readonly Dictionary<TKey, CacheLoad<TKey, TValue>> _loading = [];
    private readonly Queue<Entry> _byAge = new();
    private long _bytes;

    private readonly long _life = clock.ToTicks(life);
    private readonly TimeSpan _loadLimit = loadLimit ?? DefaultLoadLimit;

    /// <summary>Estimated bytes held now.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>
    /// The values in the order of the keys; default for a key that has none. Completes at once where all are known.
    /// </summary>
    /// <param name="keys">Which. One that is there twice is loaded once.</param>
    /// <param name="freshAsOf">A moment of the <see cref="CacheClock"/>: only loads that started then or later will do;
    /// 0 where any within the life will.</param>
    /// <param name="cancellationToken">Ends this caller's waiting, not the load, which others may share.</param>
    /// <exception cref="Interfaces.StoreUnavailableException">The store failed or took too long.</exception>
    public ValueTask<TValue?[]> GetManyAsync(IReadOnlyList<TKey> keys, long freshAsOf,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var values = new TValue?[keys.Count];
        var oldest = Oldest(freshAsOf);
        List<int>? missing = null;
        for (var i = 0; i < values.Length; i++)
        {
            if (!TryTake(keys[i], oldest, ref values[i]))
                (missing ??= []).Add(i);
        }

        return missing is null ? ValueTask.FromResult(values)
            : LoadAsync(keys, missing, values, freshAsOf, cancellationToken);
    }

    /// <summary>
    /// From now on nothing is served that was loaded, or began to load, before; callers that are waiting already get
    /// what they asked for then.
    /// </summary>
    public void Invalidate(TKey key)
    {
        lock (_gate)
        {
            _loading.Remove(key);
            _entries.TryRemove(key, out _);
        }
    }

    private long Oldest(long freshAsOf) => _life == 0 ? long.MaxValue : Math.Max(freshAsOf, clock.Now - _life + 1);

    private bool TryTake(TKey key, long oldest, ref TValue? value)
    {
        if (!_entries.TryGetValue(key, out var entry) || entry.LoadedAt < oldest)
            return false;
        value = entry.Value;
        return true;
    }

    private async ValueTask<TValue?[]> LoadAsync(
        IReadOnlyList<TKey> keys, List<int> missing, TValue?[] values, long freshAsOf,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var (loading, places) in JoinOrStart(keys, missing, values, freshAsOf))
        {
            var loaded = await loading.Loaded.WaitAsync(cancellationToken);
            foreach (var i in places)
                values[i] = loaded.GetValueOrDefault(keys[i]);
        }

        return values;
    }

    private Dictionary<CacheLoad<TKey, TValue>, List<int>> JoinOrStart(IReadOnlyList<TKey> keys, List<int> missing,
        TValue?[] values, long freshAsOf)
    {
        var awaited = new Dictionary<CacheLoad<TKey, TValue>, List<int>>();
        CacheLoad<TKey, TValue>? own = null;
        lock (_gate)
        {
            var oldest = Oldest(freshAsOf);

            // A load may take longer than a life: what it brings then is no newer than a value that is no longer
            // served.
            var joinable = _life == 0 ? freshAsOf : oldest;
            foreach (var i in missing)
            {
                // Another caller's load may have come back since.
                if (TryTake(keys[i], oldest, ref values[i]))
                    continue;
                if (!_loading.TryGetValue(keys[i], out var loading) || loading.StartedAt < joinable)
                {
                    own ??= new(clock.FreshAsOfNow());
                    own.Keys.Add(keys[i]);
                    _loading[keys[i]] = loading = own;
                }

                if (!awaited.TryGetValue(loading, out var places))
                    awaited[loading] = places = [];
                places.Add(i);
            }
        }

        own?.Start(load, _loadLimit, Ended);
        return awaited;
    }

    private void Ended(CacheLoad<TKey, TValue> ended, IReadOnlyDictionary<TKey, TValue>? loaded)
    {
        lock (_gate)
        {
            foreach (var key in ended.Keys)
            {
                // No longer its own: invalidated, or superseded by a load that started later.
                if (!_loading.TryGetValue(key, out var current) || current != ended)
                    continue;
                _loading.Remove(key);
                if (loaded is not null && _life > 0)
                    Keep(key, loaded.GetValueOrDefault(key), ended.StartedAt);
            }

            Trim();
        }
    }

    private void Keep(TKey key, TValue? value, long loadedAt)
    {
        var entry = new Entry(key, value, loadedAt, CacheSize.Entry + size(key, value));
        _entries[key] = entry;
        _byAge.Enqueue(entry);
        _bytes += entry.Bytes;
    }

    private void Trim()
    {
        var oldest = Oldest(freshAsOf: 0);
        while (_byAge.TryPeek(out var eldest) && (_bytes > bytes || eldest.LoadedAt < oldest))
        {
            _byAge.Dequeue();
            _bytes -= eldest.Bytes;
            _entries.TryRemove(KeyValuePair.Create(eldest.Key, eldest));
        }
    }

    private sealed class Entry(TKey key, TValue? value, long loadedAt, int bytes)
    {
        public TKey Key { get; } = key;

        public TValue? Value { get; } = value;

        public long LoadedAt { get; } = loadedAt;

        public int Bytes { get; } = bytes;
    }
}

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
