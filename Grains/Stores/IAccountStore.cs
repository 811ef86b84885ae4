namespace Reels.Grains.Stores;

/// <summary>Accounts with a password, separate from public profiles.</summary>
public interface IAccountStore
{
    /// <summary>
    /// Claims the username and creates the account and the profile. The insert of the claim commits; the rest is made
    /// by the same call, by its repeat, or by whoever finds the name next, before it is answered. So a name that is
    /// found has its account and its profile, also when the process has died in between. A user id that has an account
    /// already changes nothing and returns <see cref="RegisterOutcome.Exists"/> with that account. Of two concurrent
    /// claims of one name, one wins. A name that is reserved for a deleted account counts as taken until the
    /// reservation ends.
    /// </summary>
    ValueTask<(RegisterOutcome Outcome, Account? Account)> RegisterAsync(NewAccount account,
        CancellationToken cancellationToken);

    /// <summary>The account that has this username now; null where no one has it.</summary>
    ValueTask<Account?> FindByNameAsync(string username, CancellationToken cancellationToken);

    /// <summary>The account of this user; null where there is none.</summary>
    ValueTask<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken);

    /// <summary>
    /// Compare-and-set, the commit point: stores the new hash where the stored hash is still
    /// <paramref name="expectedHash"/>, and raises the password version. With it all sessions of the user but
    /// <paramref name="exceptSessionId"/> (null: all of them) have ended: a session that was added with an earlier
    /// version is not replaced any more. Their revocations follow, by this call, by <see cref="SettlePasswordAsync"/>
    /// or by the next <see cref="ISessionStore.AddAsync"/> of the user. False, and nothing changes, where the hash is
    /// another or where there is no such account.
    /// </summary>
    /// <param name="now">UTC, whole milliseconds.</param>
    ValueTask<bool> SetPasswordHashAsync(
        string userId, string passwordHash, string expectedHash, string? exceptSessionId, DateTimeOffset now,
        CancellationToken cancellationToken);

    /// <summary>
    /// Makes each step of <see cref="SetPasswordHashAsync"/> after its commit point that is not made yet. Anyone may
    /// repeat it, concurrently too. Changes nothing where all are made, or where there is no such account.
    /// </summary>
    ValueTask SettlePasswordAsync(string userId, CancellationToken cancellationToken);
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
