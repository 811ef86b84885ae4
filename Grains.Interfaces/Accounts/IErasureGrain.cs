namespace Reels.Grains.Interfaces.Accounts;

/// <summary>The deletion of one person's account. The key is the user id.</summary>
[Alias("IErasureGrain")]
public interface IErasureGrain : IGrainWithStringKey
{
    /// <summary>
    /// Deletes the person: when this answers they are gone from every silo, and their access tokens are revoked. What
    /// is left of them is erased afterwards. <see cref="DeleteStatus.NotFound"/> where there is no such person (any
    /// more).
    /// </summary>
    [Alias("Delete")]
    Task<DeleteStatus> Delete(CancellationToken cancellationToken = default);

    /// <summary>Takes up an erasure that was left undone; answers at once.</summary>
    [Alias("Resume")]
    Task Resume();
}
