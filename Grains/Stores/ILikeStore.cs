using Reels.Grains.Interfaces;

namespace Reels.Grains.Stores;

/// <summary>Likes of reels. A reel's count is always the number of users whose state is liked.</summary>
/// <remarks>
/// A store of two engines may fail over from one to the other. Likes of the last second before may then be missing,
/// states and counts alike, until both are there again; none that was answered is lost. If two processes see different
/// engines, they may show different counts for about a second. Of orders that one user gives through both of them
/// within that time, either may win.
/// </remarks>
public interface ILikeStore
{
    /// <summary>
    /// Records that a reel is new, so that nobody likes it yet: a store that keeps states for a limited time needs to
    /// know that until then a missing one means no. Best effort, after the reel was posted: without it every answer is
    /// the same, but may take longer. Changes no like and no count, however late or often it comes.
    /// </summary>
    /// <param name="createdAt">When the reel was made, UTC.</param>
    ValueTask BeginAsync(Guid reelId, DateTimeOffset createdAt, CancellationToken cancellationToken);

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
    /// Returns how many; 0 when none is left. A store may keep for some seconds that the user doesn't like a reel, and
    /// removes that when it is asked again later.
    /// </summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);
}

/// <param name="UserId">The user whose state is set.</param>
/// <param name="Liked">The state to set.</param>
/// <param name="At">When, UTC; stored where the state changes.</param>
public readonly record struct LikeChange(string UserId, bool Liked, DateTimeOffset At);
