using Reels.Grains.Interfaces;

namespace Reels.Grains.Stores;

/// <summary>Likes of reels. A reel's count is always the number of users whose state is liked.</summary>
public interface ILikeStore
{
    /// <summary>
    /// Sets the state of each user, in the given order, and the count with them, all together. Returns the count after
    /// them. A state that is set already changes nothing. Null, and nothing changes, where the reel is deleted: the
    /// store knows that at the latest once <see cref="PurgeAsync"/> was called for it.
    /// </summary>
    /// <remarks>
    /// Calls for one reel from one process are applied in the order in which they began. A call that was cancelled
    /// before a later call began is applied before the later one, or never: an abandoned write must not win over a
    /// later one.
    /// </remarks>
    /// <param name="changes">1 to 500.</param>
    ValueTask<long?> ApplyAsync(Guid reelId, IReadOnlyList<LikeChange> changes, CancellationToken cancellationToken);

    /// <summary>Exact counts by reel id, zeros included.</summary>
    ValueTask<IReadOnlyDictionary<Guid, long>> CountsAsync(IReadOnlyCollection<Guid> reelIds,
        CancellationToken cancellationToken);

    /// <summary>Those of the reels that the user likes.</summary>
    ValueTask<IReadOnlySet<Guid>> WhichLikedAsync(string userId, IReadOnlyCollection<Guid> reelIds,
        CancellationToken cancellationToken);

    /// <summary>
    /// Users who like the reel, and since when, ordered by (at, user id) descending (ordinal), strictly after
    /// <paramref name="before"/> in that order (null: from the first). A like may come to this list about a second
    /// after it was answered, and likes come in order; counts and states never lag.
    /// </summary>
    ValueTask<IReadOnlyList<PersonPosition>> ListAsync(Guid reelId, PersonPosition? before, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> likes of a deleted reel. Returns how many; 0 when none is left, and from
    /// then on none is added.
    /// </summary>
    ValueTask<int> PurgeAsync(Guid reelId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> likes of a deleted user together with the counts that they change.
    /// Returns how many; 0 when none is left.
    /// </summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);
}

/// <param name="UserId">The user whose state is set.</param>
/// <param name="Liked">The state to set.</param>
/// <param name="At">When, UTC; stored where the state changes.</param>
public readonly record struct LikeChange(string UserId, bool Liked, DateTimeOffset At);
