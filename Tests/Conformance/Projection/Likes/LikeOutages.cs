using Reels.Grains.Interfaces;
using Reels.Tests.Cluster;

namespace Reels.Tests.Conformance.Projection.Likes;

/// <summary>
/// Takes the sides of one silo through times in which all calls are answered, all fail, or some fail before or after
/// their effect. Some calls take effect late, when their caller has given them up.
/// </summary>
internal sealed class LikeOutages
{
    private const int CallsPerOutage = 60;

    private readonly Lock _lock = new();
    private readonly LikeSilo _silo;
    private readonly Random _random;
    private readonly TimeSpan? _lateness;
    private int _late;

    public LikeOutages(LikeSilo silo, Random random, TimeSpan? lateness)
    {
        (_silo, _random, _lateness) = (silo, random, lateness);
        Begin(silo.Truth);
        Begin(silo.Projection);
    }

    /// <summary>End all outages, and return when no call can take effect any more.</summary>
    public async Task EndAsync()
    {
        _silo.Truth.After = _silo.Projection.After = null;
        await _silo.RecoverAsync();
        await Until.TrueAsync(() => Volatile.Read(ref _late) == 0);
    }

    private void Begin(StoreProbe side)
    {
        var (calls, chance) = (0, 0);
        side.Before = (_, _) =>
        {
            lock (_lock)
            {
                if (calls++ % CallsPerOutage == 0)
                    chance = _random.Next(5) switch { 0 => 100, 1 => 10, _ => 0 };
                if (_lateness is { } lateness && _random.Next(200) == 0)
                    return BeLateAsync(lateness);
                return AnswerOrFail(chance);
            }
        };
        side.After = _ =>
        {
            lock (_lock)
                return AnswerOrFail(chance);
        };
    }

    private async Task BeLateAsync(TimeSpan lateness)
    {
        Interlocked.Increment(ref _late);
        await Task.Delay(lateness);

        // The effect follows immediately.
        Interlocked.Decrement(ref _late);
    }

    private Task AnswerOrFail(int chance) => _random.Next(100) < chance
        ? Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: true))
        : Task.CompletedTask;
}
