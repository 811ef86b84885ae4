using Reels.Grains.Interfaces;

namespace Reels.Grains.Stores;

/// <summary>Who likes what. The count is always the number of people whose state is liked.</summary>
public interface ILikeStore
{
    /// <summary>
    /// Sets each person's state, in order, and the count with it, together; answers the count then. A state that is
    /// already so changes nothing. Of calls for one reel from one process the one that began first lands first, and one
    /// whose cancellation came before a later call began lands before that one or never: what is given up must not win
    /// over what came after it. Null, and nothing changed, where the reel is deleted: at the latest once
    /// <see cref="PurgeAsync"/> was called for it.
    /// </summary>
    /// <param name="changes">1 to 500.</param>
    ValueTask<long?> ApplyAsync(Guid reelId, IReadOnlyList<LikeChange> changes, CancellationToken cancellationToken);

    /// <summary>Exact counts, zeros included.</summary>
    ValueTask<IReadOnlyDictionary<Guid, long>> CountsAsync(IReadOnlyCollection<Guid> reelIds,
        CancellationToken cancellationToken);

    /// <summary>Those of the reels that the person likes.</summary>
    ValueTask<IReadOnlySet<Guid>> WhichLikedAsync(string userId, IReadOnlyCollection<Guid> reelIds,
        CancellationToken cancellationToken);

    /// <summary>
    /// Those who like the reel and since when, by (at, user id) descending (ordinal), strictly after
    /// <paramref name="before"/> in that order. What was answered may come to this list a second or so later, and in
    /// order; counts and states never lag.
    /// </summary>
    ValueTask<IReadOnlyList<PersonPosition>> ListAsync(Guid reelId, PersonPosition? before, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> likes of a deleted reel; answers how many, 0 when none is left: then
    /// there never is one again.
    /// </summary>
    ValueTask<int> PurgeAsync(Guid reelId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> likes of a deleted user with the counts they change; answers how many, 0
    /// when none is left.
    /// </summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);
}

/// <param name="UserId">Whose state.</param>
/// <param name="Liked">To what.</param>
/// <param name="At">When, UTC; kept where the state changes.</param>
public readonly record struct LikeChange(string UserId, bool Liked, DateTimeOffset At);
