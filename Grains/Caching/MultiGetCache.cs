using System.Collections.Concurrent;
using Reels.Grains.Interfaces;

namespace Reels.Grains.Caching;

/// <summary>
/// A short-lived cache over one store, shared by all grains of a silo. One call fills it by one multi-get, and no key
/// is loaded twice where one load is enough. That a key has no value is cached too. Safe from any scheduler.
/// </summary>
/// <remarks>
/// All values live equally long. So the order of loading is the order of expiry, and one queue serves both the expiry
/// and the bound on bytes. Expired values are dropped only where no one asks for stale ones. Where changes are
/// announced, a value lives longer, but that a key has none doesn't: nobody announces that a thing was made.
/// </remarks>
/// <param name="load">The multi-get; its answer may leave out keys without a value.</param>
/// <param name="size">Bytes of a key with its value (default where it has none), without
/// <see cref="CacheSize.Entry"/>.</param>
/// <param name="bytes">Most bytes that it may keep, estimated.</param>
/// <param name="life">Time from the start of a load for which its values are served; zero: never.</param>
/// <param name="clock">The silo's clock.</param>
/// <param name="loadLimit">Most time for a load; null: <see cref="DefaultLoadLimit"/>.</param>
/// <param name="keeps">Whether a loaded value is kept; null: each is.</param>
/// <param name="announced">Given where every change of a value is announced to this cache, by
/// <see cref="Invalidate"/>. Then expired values are kept, within the bytes, also for
/// <see cref="GetManyOrStaleAsync"/>.</param>
internal sealed class MultiGetCache<TKey, TValue>(
    Func<IReadOnlyCollection<TKey>, CancellationToken, ValueTask<IReadOnlyDictionary<TKey, TValue>>> load,
    Func<TKey, TValue?, int> size,
    long bytes,
    TimeSpan life,
    CacheClock clock,
    TimeSpan? loadLimit = null,
    AnnouncedValues? announced = null,
    Func<TValue, bool>? keeps = null)
    where TKey : notnull
{
    /// <summary>
    /// 2 s, the whole budget of a request. A load is shared, so that the least patient caller doesn't end it.
    /// </summary>
    public static readonly TimeSpan DefaultLoadLimit = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();
    private readonly Lock _gate = new();

    // All three are guarded by the gate. The queue also keeps entries that were replaced or invalidated; they count
    // until they leave it.
    private readonly Dictionary<TKey, CacheLoad<TKey, TValue>> _loading = [];
    private readonly Queue<Entry> _byAge = new();
    private long _bytes;

    private readonly long _life = clock.ToTicks(life);
    private readonly TimeSpan _loadLimit = loadLimit ?? DefaultLoadLimit;

    /// <summary>Estimated bytes kept now.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>
    /// The values in the order of the keys; default for a key that has none. Completes immediately where all are
    /// cached.
    /// </summary>
    /// <param name="keys">The keys. A key that occurs twice is loaded once.</param>
    /// <param name="freshAsOf">A time of the <see cref="CacheClock"/>: only loads that started then or later are used;
    /// 0: any within the life, or since the last change where changes are announced.</param>
    /// <param name="cancellationToken">Ends this caller's wait, not the load, which others may share.</param>
    /// <exception cref="Interfaces.StoreUnavailableException">The store failed or took too long.</exception>
    public ValueTask<TValue?[]> GetManyAsync(IReadOnlyList<TKey> keys, long freshAsOf,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var values = new TValue?[keys.Count];
        var oldest = OldestSince(freshAsOf);
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
    /// As <see cref="GetManyAsync"/>, but where the store is unavailable, values that have expired are used, up to the
    /// first key without one. Only for values that change by announced writes alone: those were invalidated.
    /// </summary>
    /// <inheritdoc cref="GetManyAsync" path="/param"/>
    public async ValueTask<CacheRead<TValue>> GetManyOrStaleAsync(IReadOnlyList<TKey> keys, long freshAsOf,
        CancellationToken cancellationToken)
    {
        try
        {
            return new(await GetManyAsync(keys, freshAsOf, cancellationToken), keys.Count, null);
        }
        catch (StoreUnavailableException failure)
        {
            var values = new TValue?[keys.Count];
            var known = 0;
            while (known < keys.Count && _entries.TryGetValue(keys[known], out var entry))
                values[known++] = entry.Value;
            return new(values, known, failure);
        }
    }

    /// <summary>
    /// From now on no value is served whose load began before. Callers that are waiting already get what they asked
    /// for.
    /// </summary>
    public void Invalidate(TKey key)
    {
        lock (_gate)
        {
            _loading.Remove(key);
            _entries.TryRemove(key, out _);
        }
    }

    private Oldest OldestSince(long freshAsOf)
    {
        if (_life == 0)
            return new(long.MaxValue, long.MaxValue);
        var unannounced = clock.Now - _life + 1;
        var value = announced is null ? unannounced : Math.Min(unannounced, announced.Oldest);
        return new(Math.Max(freshAsOf, value), Math.Max(freshAsOf, unannounced));
    }

    private bool TryTake(TKey key, Oldest oldest, ref TValue? value)
    {
        if (!_entries.TryGetValue(key, out var entry)
            || entry.LoadedAt < (entry.Value is null ? oldest.None : oldest.Value))
        {
            return false;
        }

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
            var oldest = OldestSince(freshAsOf);

            // A load may take longer than a life: then its values are no newer than one that has expired.
            var joinable = _life == 0 ? freshAsOf : oldest.None;
            foreach (var i in missing)
            {
                // Another caller's load may have returned since.
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
                // The key was invalidated, or a load that started later has taken it over.
                if (!_loading.TryGetValue(key, out var current) || current != ended)
                    continue;
                _loading.Remove(key);
                if (loaded is null || _life == 0)
                    continue;
                var value = loaded.GetValueOrDefault(key);
                if (value is null || keeps is null || keeps(value))
                    Keep(key, value, ended.StartedAt);
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
        var oldest = announced is null ? OldestSince(freshAsOf: 0).Value : long.MinValue;
        while (_byAge.TryPeek(out var eldest) && (_bytes > bytes || eldest.LoadedAt < oldest))
        {
            _byAge.Dequeue();
            _bytes -= eldest.Bytes;
            _entries.TryRemove(KeyValuePair.Create(eldest.Key, eldest));
        }
    }

    /// <summary>The earliest loads that are served.</summary>
    /// <param name="Value">For a key with a value.</param>
    /// <param name="None">For a key without one.</param>
    private readonly record struct Oldest(long Value, long None);

    private sealed class Entry(TKey key, TValue? value, long loadedAt, int bytes)
    {
        public TKey Key { get; } = key;

        public TValue? Value { get; } = value;

        public long LoadedAt { get; } = loadedAt;

        public int Bytes { get; } = bytes;
    }
}

/// <param name="Values">In the order of the keys; default from <paramref name="Known"/> on.</param>
/// <param name="Known">Number of keys, from the first on, whose values are known.</param>
/// <param name="Failure">Null where the store answered; else some values may have expired.</param>
internal readonly record struct CacheRead<TValue>(TValue?[] Values, int Known, StoreUnavailableException? Failure)
{
    /// <summary>Whether the first value is known.</summary>
    /// <exception cref="StoreUnavailableException">It isn't.</exception>
    public TValue? First => Known > 0 ? Values[0] : throw Failure!;
}
