namespace Reels.Grains.Stores;

/// <summary>Sign-ins under way: which refresh token of each is the latest.</summary>
public interface ISessionStore
{
    /// <summary>
    /// Keeps a new session where the user's account still has this version of its password; an id that is there already
    /// changes nothing. False where the password has changed, or the account is gone: who knew the old one must not
    /// come in after the others were put out.
    /// </summary>
    /// <param name="passwordVersion"><see cref="Account.PasswordVersion"/> of the password that was checked.</param>
    ValueTask<bool> AddAsync(Session session, long passwordVersion, CancellationToken cancellationToken);

    /// <summary>
    /// The session; null where it never was or was removed. Expired ones may be given: the caller looks at the time.
    /// </summary>
    ValueTask<Session?> GetAsync(string sessionId, CancellationToken cancellationToken);

    /// <summary>
    /// Compare-and-set: replaces the session where its stored <see cref="Session.Seq"/> is still
    /// <paramref name="expectedSeq"/> and it has not ended. False where not.
    /// </summary>
    ValueTask<bool> ReplaceAsync(Session session, long expectedSeq, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the session for good and revokes its access tokens (<see cref="IRevocationStore"/>), together; repeating
    /// it, or an unknown one, changes nothing.
    /// </summary>
    /// <param name="now">UTC, whole milliseconds.</param>
    ValueTask EndAsync(string sessionId, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> sessions of a deleted user; answers how many, 0 when none is left.
    /// </summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> sessions that expired before the time; answers how many.
    /// </summary>
    ValueTask<int> PurgeAsync(DateTimeOffset expiredBefore, int limit, CancellationToken cancellationToken);
}

/// <param name="Id">Session id.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Seq">The refresh token issued last.</param>
/// <param name="ParentSeq">The one whose use issued it; 0 for the first.</param>
/// <param name="IssuedAt">When <paramref name="Seq"/> was issued, UTC.</param>
/// <param name="ExpiresAt">When <paramref name="Seq"/> expires, UTC.</param>
/// <param name="Ended">True once it has ended.</param>
public sealed record Session(string Id, string UserId, long Seq, long ParentSeq, DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt, bool Ended = false);
