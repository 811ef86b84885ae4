using Reels.Grains.Caching;
using Reels.Grains.Stores;

namespace Reels.Grains.Views;

/// <summary>
/// Which of the newest reels of their feed a reader likes, as their timeline remembers it. Only the reader changes
/// that, and each change is recorded with the timeline. On a silo that may be cut off it is remembered for one cache
/// life: the reader may have a timeline elsewhere. Runs on one grain's scheduler alone.
/// </summary>
internal sealed class OwnLikes(string readerId, ILikeStore likes, CacheOptions cache, CacheClock clock,
    AnnouncedValues announced)
{
    /// <summary>40: two pages of the usual size, some 2 KB. Reels that were looked up first leave first.</summary>
    private const int Capacity = 40;

    private readonly long _life = clock.ToTicks(cache.Life);
    private readonly Queue<Known> _known = new();
    private int _changes;

    /// <summary>Whether the reader likes each reel, in the order of <paramref name="reelIds"/>.</summary>
    /// <param name="freshAsOf">A time of the <see cref="CacheClock"/> that no result may be older than.</param>
    /// <exception cref="Interfaces.StoreUnavailableException">The store failed or took too long.</exception>
    public ValueTask<bool[]> GetAsync(IReadOnlyList<Guid> reelIds, long freshAsOf, CancellationToken cancellationToken)
    {
        var liked = new bool[reelIds.Count];
        var oldest = Math.Max(freshAsOf, Math.Min(clock.Now - _life + 1, announced.Oldest));
        List<int>? missing = null;
        for (var i = 0; i < liked.Length; i++)
        {
            if (!TryFind(reelIds[i], oldest, out liked[i]))
                (missing ??= []).Add(i);
        }

        return missing is null ? new(liked) : LookUpAsync(reelIds, missing, liked, cancellationToken);
    }

    /// <summary>The reader has liked the reel or the reverse: a read that runs is not remembered.</summary>
    public void Forget(Guid reelId)
    {
        _changes++;
        foreach (var known in _known)
        {
            if (known.ReelId == reelId)
                known.LoadedAt = long.MinValue;
        }
    }

    private bool TryFind(Guid reelId, long oldest, out bool isLiked)
    {
        foreach (var known in _known)
        {
            if (known.ReelId == reelId && known.LoadedAt >= oldest)
            {
                isLiked = known.IsLiked;
                return true;
            }
        }

        isLiked = false;
        return false;
    }

    private async ValueTask<bool[]> LookUpAsync(IReadOnlyList<Guid> reelIds, List<int> missing, bool[] liked,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var loadedAt = clock.FreshAsOfNow();
        var changes = _changes;
        var ids = missing.ConvertAll(i => reelIds[i]);
        var found = await TimeLimits.RunAsync(limit => likes.WhichLikedAsync(readerId, ids, limit))
            .WaitAsync(cancellationToken);
        foreach (var i in missing)
        {
            liked[i] = found.Contains(reelIds[i]);
            if (changes == _changes)
                Remember(new(reelIds[i], liked[i], loadedAt));
        }

        return liked;
    }

    private void Remember(Known known)
    {
        if (_known.Count == Capacity)
            _known.Dequeue();
        _known.Enqueue(known);
    }

    private sealed class Known(Guid reelId, bool isLiked, long loadedAt)
    {
        public Guid ReelId { get; } = reelId;

        public bool IsLiked { get; } = isLiked;

        public long LoadedAt { get; set; } = loadedAt;
    }
}
