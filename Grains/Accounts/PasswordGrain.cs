using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Stores;

namespace Reels.Grains.Accounts;

/// <summary>
/// Changes one user's password by compare-and-set. It keeps nothing. The grain adds turns: passwords of one user are
/// tried one after the other.
/// </summary>
[GrainType("password")]
[CollectionAgeLimit(Minutes = 2)] // Keeps nothing between calls; 1 minute is the collector's own step.
internal sealed partial class PasswordGrain(
    IAccountStore accounts,
    PasswordHashing passwords,
    [FromKeyedServices(Clock.Key)] TimeProvider clock,
    ILogger<PasswordGrain> logger) : Grain, IPasswordGrain
{
    /// <summary>
    /// Each lost attempt means that another change succeeded. One person doesn't make more changes than this at the
    /// same time.
    /// </summary>
    private const int MaxAttempts = 4;

    public async Task<ChangePasswordResult> Change(string current, string next, string? exceptSessionId,
        CancellationToken cancellationToken = default)
    {
        var userId = this.GetPrimaryKeyString();
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await accounts.FindByIdAsync(userId, cancellationToken) is not { } account)
            {
                this.DeactivateSoon();
                return new(ChangePasswordStatus.UserNotFound);
            }

            if (await ReplaceAsync(account, current, next, exceptSessionId, cancellationToken) is not { } replaced)
                return new(ChangePasswordStatus.WrongPassword);
            if (!replaced)
                continue;
            await TimeLimits.RunAsync(limit => accounts.SettlePasswordAsync(userId, limit));
            LogChanged(userId);
            return new(ChangePasswordStatus.Changed);
        }

        throw StoreUnavailableException.Contended();
    }

    /// <summary>
    /// True where the next password is the account's now, false where another change came first, null where the current
    /// password is wrong.
    /// </summary>
    private async Task<bool?> ReplaceAsync(Account account, string current, string next, string? exceptSessionId,
        CancellationToken cancellationToken)
    {
        if (await passwords.VerifyAsync(account.PasswordHash, current, cancellationToken))
        {
            var hash = await passwords.HashAsync(next, cancellationToken);
            return await TimeLimits.WriteAsync(
                limit => accounts.SetPasswordHashAsync(account.UserId, hash, account.PasswordHash, exceptSessionId,
                    clock.Now(), limit), cancellationToken);
        }

        // A repeat of a change that was not answered: the next password is the current one already.
        return await passwords.VerifyAsync(account.PasswordHash, next, cancellationToken) ? true : null;
    }

    [LoggerMessage(2002, LogLevel.Information,
        "User {UserId} changed their password; their other sign-ins have ended")]
    private partial void LogChanged(string userId);
}
