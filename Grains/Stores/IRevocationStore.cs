using Reels.Grains.Interfaces.Accounts;

namespace Reels.Grains.Stores;

/// <summary>
/// What access tokens may no longer say. Entries come with the transactions that end sign-ins:
/// <see cref="ISessionStore.EndAsync"/> and <see cref="IAccountStore.SetPasswordHashAsync"/>.
/// </summary>
public interface IRevocationStore
{
    /// <summary>
    /// Up to <paramref name="limit"/> revocations after the place, in order. Places rise in the order in which
    /// revocations become visible: none ever appears at or before a place that was answered.
    /// </summary>
    ValueTask<IReadOnlyList<Revocation>> ListAsync(long afterPlace, int limit, CancellationToken cancellationToken);

    /// <summary>Removes up to <paramref name="limit"/> revocations from before the time; answers how many.</summary>
    ValueTask<int> PurgeAsync(DateTimeOffset revokedBefore, int limit, CancellationToken cancellationToken);
}
