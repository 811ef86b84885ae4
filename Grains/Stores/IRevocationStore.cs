using Reels.Grains.Interfaces.Accounts;

namespace Reels.Grains.Stores;

/// <summary>
/// Revocations of access tokens. The transactions that end sign-ins add them: <see cref="ISessionStore.EndAsync"/>,
/// <see cref="IAccountStore.SetPasswordHashAsync"/> and <see cref="IErasureStore.BeginAsync"/>.
/// </summary>
public interface IRevocationStore
{
    /// <summary>
    /// Up to <paramref name="limit"/> revocations after the place, in order. Places rise in the order in which
    /// revocations become visible: none ever appears at or before a place that was returned.
    /// </summary>
    ValueTask<IReadOnlyList<Revocation>> ListAsync(long afterPlace, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> revocations that were made before the time. Returns how many.
    /// </summary>
    ValueTask<int> PurgeAsync(DateTimeOffset revokedBefore, int limit, CancellationToken cancellationToken);
}
