namespace Reels.Grains.Stores;

/// <summary>Sign-ins, apart from public profiles.</summary>
public interface IAccountStore
{
    /// <summary>
    /// Claims the username and makes account and profile: all of it or nothing, also when the process dies. A user id
    /// that has an account already changes nothing and answers <see cref="RegisterOutcome.Exists"/> with that account;
    /// of two that claim one name at the same time, one wins. A name held for a deleted account is taken until its hold
    /// ends.
    /// </summary>
    ValueTask<(RegisterOutcome Outcome, Account? Account)> RegisterAsync(NewAccount account,
        CancellationToken cancellationToken);

    /// <summary>The account whose username this is now; null where nobody has it.</summary>
    ValueTask<Account?> FindByNameAsync(string username, CancellationToken cancellationToken);

    /// <summary>The account of this user; null where there is none.</summary>
    ValueTask<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken);

    /// <summary>
    /// Compare-and-set: keeps the new hash, raises the version, and ends all sessions of the user as
    /// <see cref="ISessionStore.EndAsync"/> does, but <paramref name="exceptSessionId"/> (null: all of them), together,
    /// where the stored hash is still <paramref name="expectedHash"/>. False, and nothing changed, where not, or where
    /// there is no such account.
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
/// <param name="Username">In small letters.</param>
/// <param name="PasswordHash">As the password hasher wrote it.</param>
/// <param name="Fullname">For the profile.</param>
/// <param name="CreatedAt">UTC, whole milliseconds.</param>
/// <param name="RequestHash">Of the request that made it, without the password; null where it had no idempotency
/// key.</param>
public sealed record NewAccount(string UserId, string Username, string PasswordHash, string? Fullname,
    DateTimeOffset CreatedAt, string? RequestHash);

/// <param name="UserId">Fixed-length ASCII.</param>
/// <param name="Username">In small letters.</param>
/// <param name="PasswordHash">As the password hasher wrote it.</param>
/// <param name="RequestHash">Of the request that made it; null where it had no idempotency key.</param>
/// <param name="PasswordVersion">How often the password has changed.</param>
public sealed record Account(string UserId, string Username, string PasswordHash, string? RequestHash,
    long PasswordVersion);
