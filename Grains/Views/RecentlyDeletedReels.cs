using System.Collections.Concurrent;
using Reels.Grains.Caching;

namespace Reels.Grains.Views;

/// <summary>
/// Reels whose deletion was announced to this silo recently. They are kept for longer than a load that began before can
/// take.
/// </summary>
internal sealed class RecentlyDeletedReels(CacheClock clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, bool> _ids = new();
    private readonly Queue<(Guid Id, long At)> _byAge = new();

    public bool Contains(Guid id) => !_ids.IsEmpty && _ids.ContainsKey(id);

    public void Add(Guid id)
    {
        var now = clock.Now;
        lock (_byAge)
        {
            if (_ids.TryAdd(id, true))
                _byAge.Enqueue((id, now));
            while (_byAge.TryPeek(out var eldest) && eldest.At < now - clock.ToTicks(KeptFor))
            {
                _byAge.Dequeue();
                _ids.TryRemove(eldest.Id, out _);
            }
        }
    }
}
