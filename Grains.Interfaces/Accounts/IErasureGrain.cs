namespace Reels.Grains.Interfaces.Accounts;

/// <summary>The deletion of one person's account. The key is the user id.</summary>
[Alias("IErasureGrain")]
public interface IErasureGrain : IGrainWithStringKey
{
    /// <summary>
    /// Deletes the account. When this returns, every silo hides the user, and the user's access tokens are revoked; the
    /// rest is erased afterwards. <see cref="DeleteStatus.NotFound"/> where there is no such user (any more).
    /// </summary>
    [Alias("Delete")]
    Task<DeleteStatus> Delete(CancellationToken cancellationToken = default);

    /// <summary>Continues an erasure that was cut off; returns immediately.</summary>
    [Alias("Resume")]
    Task Resume();
}
