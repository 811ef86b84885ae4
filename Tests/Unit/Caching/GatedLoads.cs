using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Reels.Grains.Caching;

namespace Reels.Tests.Unit.Caching;

/// <summary>A cache of numbers over a store that records its loads, and can delay or fail them.</summary>
internal sealed class GatedLoads
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, int> _values = [];

    /// <param name="announced">Whether changes are announced; then values live for a minute while
    /// <see cref="Announced"/> is certain, by <see cref="Time"/>.</param>
    public GatedLoads(long bytes = 1 << 20, TimeSpan? life = null, TimeSpan? limit = null, bool announced = false)
    {
        Clock = new(Time);
        Announced = new(Clock, Options.Create(new CacheOptions()), Time);
        Cache = new(LoadAsync, (_, _) => 100 - CacheSize.Entry, bytes, life ?? TimeSpan.FromSeconds(2),
            Clock, limit, announced ? Announced : null);
        _open.SetResult();
        Gate = _open.Task;
    }

    public FakeTimeProvider Time { get; } = new();

    public CacheClock Clock { get; }

    public AnnouncedValues Announced { get; }

    /// <summary>Every value counts as 100 bytes.</summary>
    public MultiGetCache<string, int> Cache { get; }

    /// <summary>The keys of each load so far.</summary>
    public List<string[]> Loads { get; } = [];

    /// <summary>Loads that begin from now on read their values, then wait for this.</summary>
    public Task Gate { get; set; }

    public Exception? Failure { get; set; }

    public int this[string key]
    {
        set => _values[key] = value;
    }

    public ValueTask<int[]> GetAsync(params string[] keys) => Cache.GetManyAsync(keys, 0, CancellationToken.None);

    public ValueTask<int[]> GetFreshAsync(params string[] keys) =>
        Cache.GetManyAsync(keys, Clock.FreshAsOfNow(), CancellationToken.None);

    /// <summary>
    /// Start a read whose load, the first one, has read its values and waits for the returned gate. Later loads don't.
    /// </summary>
    public async Task<(Task<int[]> Read, TaskCompletionSource Gate)> DelayedAsync(params string[] keys)
    {
        var (gate, open) = (new TaskCompletionSource(), Gate);
        Gate = gate.Task;
        var read = GetAsync(keys).AsTask();
        await UntilLoadsAsync(1);
        Gate = open;
        return (read, gate);
    }

    public async Task UntilLoadsAsync(int count)
    {
        while (true)
        {
            lock (Loads)
            {
                if (Loads.Count >= count)
                    return;
            }

            await Task.Yield();
        }
    }

    private async ValueTask<IReadOnlyDictionary<string, int>> LoadAsync(IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken)
    {
        Dictionary<string, int> read;
        Task gate;
        lock (Loads)
        {
            gate = Gate;
            read = keys.Where(_values.ContainsKey).ToDictionary(key => key, key => _values[key]);
            Loads.Add([.. keys]);
        }

        await gate.WaitAsync(cancellationToken);
        return Failure is null ? read : throw Failure;
    }
}
