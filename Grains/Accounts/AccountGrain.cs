using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Accounts;
using Reels.Grains.Stores;

namespace Reels.Grains.Accounts;

/// <summary>
/// Sign-in by name and password. It keeps nothing, so that a second activation can't answer from an old hash. The grain
/// adds turns: passwords for one name are tried one after the other.
/// </summary>
[GrainType("account")]
[CollectionAgeLimit(Minutes = 2)] // Keeps nothing between calls; 1 minute is the collector's own step.
internal sealed partial class AccountGrain(
    IAccountStore accounts,
    IProfileStore profiles,
    PasswordHashing passwords,
    [FromKeyedServices(Clock.Key)] TimeProvider clock,
    ILogger<AccountGrain> logger) : Grain, IAccountGrain
{
    public async Task<RegisterResult> Register(Registration registration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registration);
        var username = this.GetPrimaryKeyString();

        // A request with an idempotency key may replay the registration of an account that has changed its name since:
        // only the claim can tell. Without a key, a taken name costs no hash.
        var holder = await accounts.FindByNameAsync(username, cancellationToken);
        if (holder is not null && holder.UserId != registration.UserId && registration.RequestHash is null)
            return new RegisterResult(RegisterStatus.UsernameTaken, null);

        if (holder?.UserId == registration.UserId)
            return await ReplayAsync(holder, registration, cancellationToken);

        var account = new NewAccount(
            registration.UserId,
            username,
            await passwords.HashAsync(registration.Password, cancellationToken),
            registration.Fullname,
            clock.Now(),
            registration.RequestHash);
        var (outcome,
            existing) = await TimeLimits.WriteAsync(limit => accounts.RegisterAsync(account, limit), cancellationToken);
        switch (outcome)
        {
            case RegisterOutcome.Registered:
                LogRegistered(registration.UserId);
                await profiles.BeginAsync(new(account.UserId, account.Username, account.Fullname, Bio: null,
                    AvatarKey: null, account.CreatedAt, Seq: 0));
                return new RegisterResult(RegisterStatus.Registered, registration.UserId);
            case RegisterOutcome.Exists when existing is not null:
                return await ReplayAsync(existing, registration, cancellationToken);
            default:
                return new RegisterResult(RegisterStatus.UsernameTaken, null);
        }
    }

    public async Task<SignInResult> SignIn(string password, CancellationToken cancellationToken = default)
    {
        var account = await accounts.FindByNameAsync(this.GetPrimaryKeyString(), cancellationToken);
        var right = await passwords.VerifyAsync(account?.PasswordHash, password, cancellationToken);
        if (account is null)
            this.DeactivateSoon();

        return right ? new SignInResult(account?.UserId, account?.PasswordVersion ?? 0) : new SignInResult(null);
    }

    private async Task<RegisterResult> ReplayAsync(Account account, Registration registration,
        CancellationToken cancellationToken) =>
        account.RequestHash == registration.RequestHash
            && await passwords.VerifyAsync(account.PasswordHash, registration.Password, cancellationToken)
            ? new RegisterResult(RegisterStatus.Replayed, account.UserId, account.PasswordVersion)
            : new RegisterResult(RegisterStatus.KeyReused, null);

    [LoggerMessage(2001, LogLevel.Information, "User {UserId} registered")]
    private partial void LogRegistered(string userId);
}
