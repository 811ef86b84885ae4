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
    /// Uses refresh token <paramref name="seq"/>. Its first use issues the successor. Another use within
    /// <see cref="RefreshRetry.Window"/> of the first returns the newest token of the session; a later one issues
    /// another successor, if the successor was never used. Any other reuse ends the session.
    /// </summary>
    [Alias("Refresh")]
    Task<RefreshResult> Refresh(long seq, TimeSpan lifetime);

    /// <summary>Ends the session. Repeating it, or an unknown session, changes nothing.</summary>
    [Alias("End")]
    Task End();
}

/// <summary>The time in which the reuse of a refresh token is a retry.</summary>
public static class RefreshRetry
{
    /// <summary>
    /// 60 s from the first use: long enough for the retries of a client that got no answer, and for several tabs that
    /// refresh concurrently.
    /// </summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
}

/// <param name="UserId">The session's user; null where the session has ended or never existed.</param>
/// <param name="Seq">The number of the refresh token to hand out.</param>
/// <param name="ExpiresAt">When that token expires, UTC.</param>
[GenerateSerializer, Immutable, Alias("RefreshResult")]
public sealed record RefreshResult([property: Id(0)] string? UserId, [property: Id(1)] long Seq,
    [property: Id(2)] DateTimeOffset ExpiresAt);
