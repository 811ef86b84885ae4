namespace Reels.Grains.Stores;

/// <summary>Sessions: the latest refresh token of each sign-in, and the first uses of those before.</summary>
public interface ISessionStore
{
    /// <summary>
    /// Live sessions of a user, neither ended nor expired: more than anybody has devices. They bound the rows of a
    /// user, and the sessions that a new password has to end.
    /// </summary>
    const int MaxLive = 100;

    /// <summary>
    /// Adds a session where the user's account still has this version of its password. An id that exists already
    /// changes nothing. False where the password has changed or the account is deleted: a client that knew the old
    /// password must not sign in after the other sessions have ended. The insert of the session commits; a session that
    /// it adds with an earlier version counts as ended.
    /// <para>
    /// Where the user then has more than <see cref="MaxLive"/> live sessions at <see cref="Session.IssuedAt"/>, others
    /// end as by <see cref="EndAsync"/>: those whose newest token is oldest, at most <see cref="MaxLive"/> in one call.
    /// Concurrent calls may leave a few too many until the next one.
    /// </para>
    /// </summary>
    /// <param name="passwordVersion"><see cref="Account.PasswordVersion"/> of the password that was checked.</param>
    ValueTask<bool> AddAsync(Session session, long passwordVersion, CancellationToken cancellationToken);

    /// <summary>
    /// The session; null where it never existed or was removed. It has ended too where a new password has ended it
    /// (<see cref="IAccountStore.SetPasswordHashAsync"/>) or its account is deleted. An expired session may be
    /// returned: the caller checks the time.
    /// </summary>
    ValueTask<Session?> GetAsync(string sessionId, CancellationToken cancellationToken);

    /// <summary>
    /// Compare-and-set: replaces the session where its stored <see cref="Session.Seq"/> is still
    /// <paramref name="expectedSeq"/> and it has not ended. False, and nothing changes, where not.
    /// </summary>
    ValueTask<bool> ReplaceAsync(Session session, long expectedSeq, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the session for good, the commit point, and then revokes its access tokens
    /// (<see cref="IRevocationStore"/>). A call that failed may have ended it alone: its repeat, or the next
    /// <see cref="GetAsync"/> of the session, adds the revocation. Repeating it otherwise, or an unknown session,
    /// changes nothing.
    /// </summary>
    /// <param name="now">UTC, whole milliseconds.</param>
    ValueTask EndAsync(string sessionId, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> sessions of a deleted user. Returns how many; 0 when none is left.
    /// </summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> sessions that expired before the time. Returns how many.
    /// </summary>
    ValueTask<int> PurgeAsync(DateTimeOffset expiredBefore, int limit, CancellationToken cancellationToken);
}

/// <param name="Id">Session id.</param>
/// <param name="UserId">The user who signed in.</param>
/// <param name="Seq">Number of the refresh token that was issued last.</param>
/// <param name="ParentSeq">Number of the token whose use issued it; 0 for the first.</param>
/// <param name="IssuedAt">When <paramref name="Seq"/> was issued, UTC.</param>
/// <param name="ExpiresAt">When <paramref name="Seq"/> expires, UTC.</param>
/// <param name="Ended">True once it has ended.</param>
public sealed record Session(string Id, string UserId, long Seq, long ParentSeq, DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt, bool Ended = false)
{
    /// <summary>
    /// First uses of recent tokens, in the order of their numbers. Empty where nothing was used yet, and where an
    /// earlier version of the product stored the session.
    /// </summary>
    public IReadOnlyList<TokenUse> Uses { get; init; } = [];

    // The generated comparison would compare the lists by reference.
    public bool Equals(Session? other) => other is not null
        && (Id, UserId, Seq, ParentSeq) == (other.Id, other.UserId, other.Seq, other.ParentSeq)
        && (IssuedAt, ExpiresAt, Ended) == (other.IssuedAt, other.ExpiresAt, other.Ended)
        && Uses.SequenceEqual(other.Uses);

    public override int GetHashCode() => HashCode.Combine(Id, Seq, Ended);
}

/// <param name="Seq">Number of a refresh token.</param>
/// <param name="FirstAt">When it was used first, UTC, whole milliseconds.</param>
public readonly record struct TokenUse(long Seq, DateTimeOffset FirstAt);
