using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.MongoDb.People;

namespace Reels.Silo.Stores.MongoDb.Accounts;

internal sealed class MongoExternalIdentityStore(PeopleCollections people, NameClaims names, Registration registration)
    : IExternalIdentityStore
{
    public async ValueTask<string?> FindUserAsync(string identity, CancellationToken cancellationToken)
    {
        if (await people.Identities.FindOneAsync(IdentityQueries.ById(identity), cancellationToken) is not { } found)
            return null;
        if (await people.Users.FindOneAsync(UserQueries.ById(found.UserId), cancellationToken) is null)
            await registration.CompleteOfUserAsync(found.UserId, cancellationToken);
        return found.UserId;
    }

    public async ValueTask<(RegisterOutcome Outcome, string? UserId)> RegisterAsync(NewExternalPerson person,
        CancellationToken cancellationToken)
    {
        if (await FindUserAsync(person.Identity, cancellationToken) is { } existing)
            return (RegisterOutcome.Exists, existing);
        var (outcome, claim) = await names.ClaimAsync(ClaimOf(person), person.CreatedAt, cancellationToken);
        if (outcome == ClaimOutcome.Taken)
            return (RegisterOutcome.UsernameTaken, null);
        return await AfterCommit.RunAsync(async () =>
        {
            var isMade = claim.Person is not null && await registration.CompleteAsync(claim);
            if (isMade && outcome == ClaimOutcome.Claimed)
                return (RegisterOutcome.Registered, person.UserId);
            return await FindUserAsync(person.Identity, CancellationToken.None) is { } found
                ? (RegisterOutcome.Exists, found)
                : throw StoreUnavailableException.Contended();
        });
    }

    public async ValueTask EraseAsync(string userId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await people.Identities.DeleteManyAsync(IdentityQueries.OfUser(userId));
    }

    private NameDocument ClaimOf(NewExternalPerson person) => new()
    {
        Id = person.Username,
        UserId = person.UserId,
        At = names.Now,
        Person = new()
        {
            Fullname = person.Fullname,
            Bio = person.Bio,
            CreatedAt = person.CreatedAt,
            Identity = person.Identity,
        },
    };
}
