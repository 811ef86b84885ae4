namespace Reels.Grains.Interfaces.Accounts;

/// <summary>
/// One sign-in of a device, and its latest refresh token. The key is the session id: 32 hex characters, of which 128
/// bits are random.
/// </summary>
[Alias("ISessionGrain")]
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>
    /// Starts the session with refresh token 1. The answer has no user where the password has changed since it was
    /// checked, or where the account is deleted.
    /// </summary>
    /// <param name="userId">The user who signed in.</param>
    /// <param name="passwordVersion">Version of the password that was checked.</param>
    /// <param name="lifetime">Time from the issue of a refresh token to its expiry.</param>
    [Alias("Start")]
    Task<RefreshResult> Start(string userId, long passwordVersion, TimeSpan lifetime);

    /// <summary>
    /// Uses refresh token <paramref name="seq"/>. Its first use issues the successor. A retry within 60 s returns the
    /// same successor; a later one issues another, if the successor was never used. Any other reuse ends the session.
    /// </summary>
    [Alias("Refresh")]
    Task<RefreshResult> Refresh(long seq, TimeSpan lifetime);

    /// <summary>Ends the session. Repeating it, or an unknown session, changes nothing.</summary>
    [Alias("End")]
    Task End();
}

/// <param name="UserId">The session's user; null where the session has ended or never existed.</param>
/// <param name="Seq">The number of the refresh token to hand out.</param>
/// <param name="ExpiresAt">When that token expires, UTC.</param>
[GenerateSerializer, Immutable, Alias("RefreshResult")]
public sealed record RefreshResult([property: Id(0)] string? UserId, [property: Id(1)] long Seq,
    [property: Id(2)] DateTimeOffset ExpiresAt);
