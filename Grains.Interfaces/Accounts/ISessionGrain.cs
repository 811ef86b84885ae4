namespace Reels.Grains.Interfaces.Accounts;

/// <summary>
/// One sign-in (a device's): which refresh token is its latest. The key is the session id, 32 hex characters of which
/// 128 bits are random.
/// </summary>
[Alias("ISessionGrain")]
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>
    /// Begins the session with refresh token 1. No user where their password has changed since it was checked, or their
    /// account is gone.
    /// </summary>
    /// <param name="userId">Who signed in.</param>
    /// <param name="passwordVersion">Of the password that was checked.</param>
    /// <param name="lifetime">How long a refresh token lives after it is issued.</param>
    [Alias("Start")]
    Task<RefreshResult> Start(string userId, long passwordVersion, TimeSpan lifetime);

    /// <summary>
    /// Uses refresh token <paramref name="seq"/>. Its first use issues the successor; a retry within 60 s gets the same
    /// one; later, while the successor was never used, another; any other reuse ends the session.
    /// </summary>
    [Alias("Refresh")]
    Task<RefreshResult> Refresh(long seq, TimeSpan lifetime);

    /// <summary>Ends the session. Repeating it, or an unknown session, changes nothing.</summary>
    [Alias("End")]
    Task End();
}

/// <param name="UserId">Whose session it is; null where it has ended or never was.</param>
/// <param name="Seq">The number of the refresh token to hand out.</param>
/// <param name="ExpiresAt">When that token expires, UTC.</param>
[GenerateSerializer, Immutable, Alias("RefreshResult")]
public sealed record RefreshResult([property: Id(0)] string? UserId, [property: Id(1)] long Seq,
    [property: Id(2)] DateTimeOffset ExpiresAt);
