using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Stores;

namespace Reels.Grains.Views;

/// <summary>Like counts, and each viewer's likes, from this silo's caches.</summary>
internal sealed class LikeViews
{
    private readonly MultiGetCache<Guid, long> _counts;
    private readonly ViewerCache<Guid> _liked;
    private readonly Func<string, OwnLikes> _ownLikes;

    public LikeViews(ILikeStore likes, IOptions<CacheOptions> options, CacheClock clock,
        AnnouncedValues announced)
    {
        ArgumentNullException.ThrowIfNull(options);
        var cache = options.Value;
        _ownLikes = reader => new(reader, likes, cache, clock, announced);
        _counts = new(likes.CountsAsync, (_, _) => 0, cache.Of(CacheShare.Likes), cache.Life, clock);
        _liked = new(likes.WhichLikedAsync, _ => 0, cache.Of(CacheShare.Liked), cache.Life, clock);
    }

    /// <summary>The number of likes of each reel, in the order of <paramref name="reelIds"/>.</summary>
    /// <param name="freshAsOf">A time of the <see cref="CacheClock"/> that no result may be older than; 0: at most one
    /// cache life old.</param>
    public ValueTask<long[]> GetCountsAsync(IReadOnlyList<Guid> reelIds, long freshAsOf,
        CancellationToken cancellationToken) =>
        _counts.GetManyAsync(reelIds, freshAsOf, cancellationToken);

    /// <summary>What one reader's timeline remembers of their likes; nothing at first.</summary>
    public OwnLikes OwnLikesOf(string readerId) => _ownLikes(readerId);

    /// <summary>Whether the viewer likes each reel, in the order of <paramref name="reelIds"/>.</summary>
    /// <inheritdoc cref="GetCountsAsync" path="/param"/>
    public ValueTask<bool[]> GetLikedAsync(string viewerId, IReadOnlyList<Guid> reelIds, long freshAsOf,
        CancellationToken cancellationToken) =>
        _liked.GetManyAsync(viewerId, reelIds, freshAsOf, cancellationToken);

    /// <summary>The viewer's like has changed: from now on this silo serves nothing older.</summary>
    public void Invalidate(string viewerId, Guid reelId)
    {
        _counts.Invalidate(reelId);
        _liked.Invalidate(viewerId, reelId);
    }

    /// <summary>One reel's count, and whether the viewer (null: no one) likes it.</summary>
    /// <inheritdoc cref="GetCountsAsync" path="/param"/>
    public async ValueTask<LikeSummary> GetSummaryAsync(string? viewerId, Guid reelId, long freshAsOf,
        CancellationToken cancellationToken)
    {
        Guid[] ids = [reelId];
        var readingCounts = GetCountsAsync(ids, freshAsOf, cancellationToken);
        var liked = viewerId is null ? null : await GetLikedAsync(viewerId, ids, freshAsOf, cancellationToken);
        return new((await readingCounts)[0], liked?[0]);
    }
}
