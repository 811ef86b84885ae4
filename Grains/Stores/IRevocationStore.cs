using Reels.Grains.Interfaces.Accounts;

namespace Reels.Grains.Stores;

/// <summary>
/// Revocations of access tokens. The writes that end sign-ins add them after their commit points:
/// <see cref="ISessionStore.EndAsync"/>, <see cref="ISessionStore.AddAsync"/>,
/// <see cref="IAccountStore.SetPasswordHashAsync"/> and <see cref="IErasureStore.BeginAsync"/>.
/// </summary>
public interface IRevocationStore
{
    /// <summary>
    /// Up to <paramref name="limit"/> revocations strictly after the place (null: from the first), ordered by the time
    /// at which they were stored, then by subject as 16 big-endian bytes. The store's own clock gives that time, never
    /// the product's. A revocation whose write was answered may appear before a place that was returned earlier, but by
    /// <see cref="Revoked.Overlap"/> at most: a reader that begins each read that long before the newest place misses
    /// none. One whose write is repeated may move to a later place.
    /// </summary>
    ValueTask<IReadOnlyList<Revocation>> ListAsync(RevocationPlace? after, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> revocations that were made before the time (<see cref="Revocation.At"/>).
    /// Returns how many.
    /// </summary>
    ValueTask<int> PurgeAsync(DateTimeOffset revokedBefore, int limit, CancellationToken cancellationToken);
}
