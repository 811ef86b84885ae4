namespace Reels.Grains.Stores;

/// <summary>Accounts with a password, separate from public profiles.</summary>
public interface IAccountStore
{
    /// <summary>
    /// Claims the username and creates the account and the profile: all of it or nothing, also when the process dies. A
    /// user id that has an account already changes nothing and returns <see cref="RegisterOutcome.Exists"/> with that
    /// account. Of two concurrent claims of one name, one wins. A name that is reserved for a deleted account counts as
    /// taken until the reservation ends.
    /// </summary>
    ValueTask<(RegisterOutcome Outcome, Account? Account)> RegisterAsync(NewAccount account,
        CancellationToken cancellationToken);

    /// <summary>The account that has this username now; null where no one has it.</summary>
    ValueTask<Account?> FindByNameAsync(string username, CancellationToken cancellationToken);

    /// <summary>The account of this user; null where there is none.</summary>
    ValueTask<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken);

    /// <summary>
    /// Compare-and-set: stores the new hash where the stored hash is still <paramref name="expectedHash"/>. In the same
    /// step the password version rises, and all sessions of the user but <paramref name="exceptSessionId"/> (null: all
    /// of them) end as <see cref="ISessionStore.EndAsync"/> ends them. False, and nothing changes, where the hash is
    /// another or where there is no such account.
    /// </summary>
    /// <param name="now">UTC, whole milliseconds.</param>
    ValueTask<bool> SetPasswordHashAsync(
        string userId, string passwordHash, string expectedHash, string? exceptSessionId, DateTimeOffset now,
        CancellationToken cancellationToken);
}

public enum RegisterOutcome
{
    Registered,
    Exists,
    UsernameTaken,
}

/// <param name="UserId">Fixed-length ASCII.</param>
/// <param name="Username">Lower case.</param>
/// <param name="PasswordHash">As the password hasher wrote it.</param>
/// <param name="Fullname">Of the profile, or null.</param>
/// <param name="CreatedAt">UTC, whole milliseconds.</param>
/// <param name="RequestHash">Hash of the request that created it, without the password; null where it had no
/// idempotency key.</param>
public sealed record NewAccount(string UserId, string Username, string PasswordHash, string? Fullname,
    DateTimeOffset CreatedAt, string? RequestHash);

/// <param name="UserId">Fixed-length ASCII.</param>
/// <param name="Username">Lower case.</param>
/// <param name="PasswordHash">As the password hasher wrote it.</param>
/// <param name="RequestHash">Hash of the request that created it; null where it had no idempotency key.</param>
/// <param name="PasswordVersion">How often the password has changed.</param>
public sealed record Account(string UserId, string Username, string PasswordHash, string? RequestHash,
    long PasswordVersion);
