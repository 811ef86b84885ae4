namespace Reels.Grains.Stores;

/// <summary>
/// Whose an external authority's sign-ins are. An identity is a hash of issuer and subject: nobody at the authority can
/// be named from it.
/// </summary>
public interface IExternalIdentityStore
{
    /// <summary>The user id behind an identity; null where it has none (any more).</summary>
    ValueTask<string?> FindUserAsync(string identity, CancellationToken cancellationToken);

    /// <summary>
    /// Claims the username and makes profile and identity: all of it or nothing, also when the process dies. An
    /// identity that has a person changes nothing and answers <see cref="RegisterOutcome.Exists"/> with their user id;
    /// of two that claim one name, or come with one identity, at the same time one wins. A name held for a deleted
    /// account is taken until its hold ends.
    /// </summary>
    ValueTask<(RegisterOutcome Outcome, string? UserId)> RegisterAsync(NewExternalPerson person,
        CancellationToken cancellationToken);

    /// <summary>
    /// Forgets the identities of this user, so that their next sign-in is a newcomer's; repeating it changes nothing.
    /// </summary>
    ValueTask EraseAsync(string userId, CancellationToken cancellationToken);
}

/// <param name="Identity">64 hex characters.</param>
/// <param name="UserId">Fixed-length ASCII, new.</param>
/// <param name="Username">In small letters.</param>
/// <param name="CreatedAt">UTC, whole milliseconds.</param>
public sealed record NewExternalPerson(string Identity, string UserId, string Username, string? Fullname, string? Bio,
    DateTimeOffset CreatedAt);
