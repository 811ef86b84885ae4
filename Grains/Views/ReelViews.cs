using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Stores;

namespace Reels.Grains.Views;

/// <summary>
/// Reels as one viewer sees them, composed from this silo's caches with at most one multi-get per store.
/// </summary>
internal sealed class ReelViews
{
    private readonly MultiGetCache<Guid, StoredReel> _reels;
    private readonly RecentlyDeletedReels _recentlyDeleted;
    private readonly LikeViews _likes;
    private readonly ReelActivities _activities;
    private readonly PeopleViews _people;

    public ReelViews(IReelStore reels, LikeViews likes, ReelActivities activities, PeopleViews people,
        IOptions<CacheOptions> options, CacheClock clock, AnnouncedValues announced)
    {
        ArgumentNullException.ThrowIfNull(options);
        var cache = options.Value;
        _reels = new((ids, cancellationToken) => LoadAsync(reels, ids, cancellationToken),
            (_, reel) => SizeOf(reel), cache.Of(CacheShare.Reels), cache.Life, clock,
            announced: announced);
        _recentlyDeleted = new(clock);
        _likes = likes;
        _activities = activities;
        _people = people;
    }

    /// <summary>
    /// The reels in the order of <paramref name="ids"/>; null for one that doesn't exist (any more), or whose author is
    /// deleted or hidden from the viewer. Likes and comments that can't be read are null, and named in
    /// <see cref="ReelView.Degraded"/>. Where reels can't be read, those that this silo still holds are used, up to the
    /// first one that it doesn't: a reel changes by nothing but its deletion, which is announced.
    /// </summary>
    /// <param name="viewerId">The viewer; null: no one.</param>
    /// <param name="ids">The reels' ids.</param>
    /// <param name="freshAsOf">A time of the <see cref="CacheClock"/> that likes, comments and follows may not be older
    /// than; 0: at most one cache life old.</param>
    /// <param name="cancellationToken">Ends the caller's wait.</param>
    /// <param name="ownLikes">Given in a feed: the likes that its timeline remembers. Its reader follows all authors
    /// but themselves.</param>
    /// <param name="announcedAsOf">A time that reels, people and blocks may not be older than; 0: than the last change
    /// that was announced.</param>
    /// <exception cref="StoreUnavailableException">People can't be read.</exception>
    public async ValueTask<CacheRead<ReelView>> ReadAsync(string? viewerId, IReadOnlyList<Guid> ids, long freshAsOf,
        CancellationToken cancellationToken, OwnLikes? ownLikes = null, long announcedAsOf = 0)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.Count == 0)
            return new([], 0, null);

        var readingActivities = StoreReads.OrNullAsync(_activities.GetManyAsync(ids, freshAsOf, cancellationToken));
        var readingLiked = viewerId is null ? default
            : StoreReads.OrNullAsync(ownLikes?.GetAsync(ids, freshAsOf, cancellationToken)
                ?? _likes.GetLikedAsync(viewerId, ids, freshAsOf, cancellationToken));
        var read = await _reels.GetManyOrStaleAsync(ids, announcedAsOf, cancellationToken);
        var reels = read.Values;
        var parts = new ReelParts(viewerId, await readingActivities, await readingLiked);
        var (shown, authors) = parts.PeopleOf(reels);
        var readingPeople = _people.GetVisibleSummariesAsync(viewerId, shown, announcedAsOf, cancellationToken);
        var followed = viewerId is null || ownLikes is not null ? null
            : await _people.WhichFollowedAsync(viewerId, shown[..authors], freshAsOf, cancellationToken);
        var people = await readingPeople;

        var answer = new ReelView?[reels.Length];
        for (var i = 0; i < reels.Length; i++)
        {
            if (reels[i] is { } reel && people.TryGetValue(reel.AuthorId, out var author)
                && !_recentlyDeleted.Contains(reel.Id))
            {
                bool? isFollowed = viewerId is null ? null
                    : followed?.Contains(reel.AuthorId) ?? reel.AuthorId != viewerId;
                answer[i] = parts.Compose(i, reel, new(author, isFollowed), people);
            }
        }

        return new(answer, read.Known, read.Failure);
    }

    /// <summary>
    /// The reel alone; null where it, or its author, doesn't exist (any more). Where reels can't be read, one that this
    /// silo still holds is used.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It can't be read, and this silo doesn't hold it.</exception>
    public async ValueTask<StoredReel?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if ((await _reels.GetManyOrStaleAsync([id], freshAsOf: 0, cancellationToken)).First is not { } reel
            || _recentlyDeleted.Contains(id))
        {
            return null;
        }

        // Where people can't be read, a reel that exists counts as having an author.
        try
        {
            return await _people.GetSummaryAsync(reel.AuthorId, freshAsOf: 0, cancellationToken) is null ? null : reel;
        }
        catch (StoreUnavailableException)
        {
            return reel;
        }
    }

    /// <summary>
    /// The viewer has liked the reel, commented on it, or the reverse: from now on this silo serves no likes and
    /// comments that are older.
    /// </summary>
    public void Invalidate(string viewerId, Guid id)
    {
        _likes.Invalidate(viewerId, id);
        _activities.Invalidate(id);
    }

    /// <summary>
    /// The reel's deletion was announced: from now on this silo doesn't serve it, even if a load that began before
    /// returns it.
    /// </summary>
    public void MarkDeleted(Guid id)
    {
        _recentlyDeleted.Add(id);
        _reels.Invalidate(id);
    }

    private static async ValueTask<IReadOnlyDictionary<Guid, StoredReel>> LoadAsync(
        IReelStore reels, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        (await reels.GetManyAsync(ids, cancellationToken)).ToDictionary(reel => reel.Id);

    private static int SizeOf(StoredReel? reel) =>
        reel is null
            ? 0
            : (4 * CacheSize.Object) + CacheSize.Of(reel.AuthorId) + CacheSize.Of(reel.Caption)
                + CacheSize.Of(reel.AltText) + CacheSize.Of(reel.RequestHash)
                + CacheSize.Of(reel.Media.Key) + CacheSize.Of(reel.Media.ContentType) + CacheSize.Of(reel.Cover?.Key)
                + CacheSize.Of(reel.Cover?.ContentType);
}
