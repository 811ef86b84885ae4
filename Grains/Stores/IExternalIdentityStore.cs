namespace Reels.Grains.Stores;

/// <summary>
/// Users who sign in at an external authority. An identity is a hash of issuer and subject, so that it names no one at
/// the authority.
/// </summary>
public interface IExternalIdentityStore
{
    /// <summary>The user id of an identity; null where it has none (any more).</summary>
    ValueTask<string?> FindUserAsync(string identity, CancellationToken cancellationToken);

    /// <summary>
    /// Claims the username and creates the profile and the identity. The insert of the identity commits. The claim of
    /// the name comes before it: whoever finds such a claim inserts its identity, or removes the claim where the
    /// identity has another user. The profile follows, by the same call, by its repeat, or by whoever finds the name or
    /// the identity next, before it is answered. So an identity or name that is found has its profile, also when the
    /// process has died in between.
    /// <para>
    /// An identity that has a user already, be it from an earlier call that failed, claims no name and returns
    /// <see cref="RegisterOutcome.Exists"/> with that user id. Of two concurrent claims of one name, or of one
    /// identity, one wins. A name that is reserved for a deleted account counts as taken until the reservation ends.
    /// </para>
    /// </summary>
    ValueTask<(RegisterOutcome Outcome, string? UserId)> RegisterAsync(NewExternalPerson person,
        CancellationToken cancellationToken);

    /// <summary>
    /// Removes the identities of this user, so that their next sign-in is that of a new user. Repeating it changes
    /// nothing.
    /// </summary>
    ValueTask EraseAsync(string userId, CancellationToken cancellationToken);
}

/// <param name="Identity">64 hex characters.</param>
/// <param name="UserId">Fixed-length ASCII, new.</param>
/// <param name="Username">Lower case.</param>
/// <param name="CreatedAt">UTC, whole milliseconds.</param>
public sealed record NewExternalPerson(string Identity, string UserId, string Username, string? Fullname, string? Bio,
    DateTimeOffset CreatedAt);
