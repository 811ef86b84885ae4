using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.MongoDb.People;

namespace Reels.Silo.Stores.MongoDb.Accounts;

internal sealed class MongoAccountStore(
    PeopleCollections people, NameClaims names, Registration registration, SessionEnds ends) : IAccountStore
{
    public async ValueTask<(RegisterOutcome Outcome, Account? Account)> RegisterAsync(NewAccount account,
        CancellationToken cancellationToken)
    {
        if (await FindByIdAsync(account.UserId, cancellationToken) is { } existing)
            return (RegisterOutcome.Exists, existing);
        var (outcome, claim) = await names.ClaimAsync(ClaimOf(account), account.CreatedAt, cancellationToken);
        if (outcome == ClaimOutcome.Taken)
            return (RegisterOutcome.UsernameTaken, null);
        return await AfterCommit.RunAsync(async () =>
        {
            var isMade = claim.Person is not null && await registration.CompleteAsync(claim);
            if (isMade && outcome == ClaimOutcome.Claimed)
                return (RegisterOutcome.Registered, MadeOf(account));
            return await FindByIdAsync(account.UserId, CancellationToken.None) is { } found
                ? (RegisterOutcome.Exists, found)
                : throw StoreUnavailableException.Contended();
        });
    }

    public async ValueTask<Account?> FindByNameAsync(string username, CancellationToken cancellationToken) =>
        await names.FindOwnerAsync(username, cancellationToken) is { } user
            && await people.Accounts.FindOneAsync(AccountQueries.ById(user.Id), cancellationToken) is { } account
            ? account.Account(user)
            : null;

    public async ValueTask<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        await people.Accounts.FindOneAsync(AccountQueries.ById(userId), cancellationToken) is { } account
            && await people.FindLiveUserAsync(userId, cancellationToken) is { } user
            ? account.Account(user)
            : null;

    public async ValueTask<bool> SetPasswordHashAsync(
        string userId, string passwordHash, string expectedHash, string? exceptSessionId, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        // A second change would end the session that the first one kept, were the first not complete.
        await SettlePasswordAsync(userId, cancellationToken);
        if (await people.FindLiveUserAsync(userId, cancellationToken) is null)
            return false;
        cancellationToken.ThrowIfCancellationRequested();
        var changed = await people.Accounts.FindAndUpdateAsync(AccountQueries.WithHash(userId, expectedHash),
            AccountQueries.SetPassword(passwordHash, exceptSessionId, now));
        if (changed is null)
            return false;
        await AfterCommit.RunAsync(() => ends.SettlePasswordAsync(changed));
        return true;
    }

    public async ValueTask SettlePasswordAsync(string userId, CancellationToken cancellationToken)
    {
        if (await people.Accounts.FindOneAsync(AccountQueries.ById(userId), cancellationToken) is { } account)
            await ends.SettlePasswordAsync(account);
    }

    private NameDocument ClaimOf(NewAccount account) => new()
    {
        Id = account.Username,
        UserId = account.UserId,
        At = names.Now,
        Person = new()
        {
            Fullname = account.Fullname,
            CreatedAt = account.CreatedAt,
            PasswordHash = account.PasswordHash,
            RequestHash = account.RequestHash,
        },
    };

    private static Account MadeOf(NewAccount account) =>
        new(account.UserId, account.Username, account.PasswordHash, account.RequestHash, PasswordVersion: 0);
}
