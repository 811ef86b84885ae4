namespace Reels.Silo.Stores.MongoDb.People;

/// <summary>
/// Makes the person of a claim, in steps that anyone may repeat: the identity or the account, search keys, the profile.
/// The claim forgets its person last.
/// </summary>
internal sealed class Registration(PeopleCollections people)
{
    /// <summary>
    /// False where the claim can't have its person, because the identity has another user, or the user an account by
    /// another name, or was deleted meanwhile. The claim is removed then.
    /// </summary>
    /// <param name="claim">One with a person.</param>
    public async Task<bool> CompleteAsync(NameDocument claim)
    {
        var (username, userId, person) = (claim.Id, claim.UserId!, claim.Person!);
        if (!await OwnIdentityAsync(person, userId) || !await OwnAccountAsync(username, person, userId))
        {
            await RemoveClaimAsync(username, userId);
            return false;
        }

        await people.SearchKeys.InsertNewAsync(
            [.. SearchKeyDocument.Of(userId, username, person.Fullname, seq: 0)]);
        var user = await people.Users.FindOrInsertAsync(UserQueries.ById(userId),
            UserQueries.Insert(userId, username, person));
        if (user.Deleted is not null)
        {
            await people.RemoveAccountAsync(userId);
            await people.Identities.DeleteManyAsync(IdentityQueries.OfUser(userId));
            await RemoveClaimAsync(username, userId);
            return false;
        }

        await people.Names.UpdateOneAsync(NameQueries.InTheMaking(username, userId), NameQueries.PersonMade);
        return true;
    }

    /// <summary>
    /// Makes the profile of a user whose identity was found without one: the claim of the name is there, since it came
    /// before the identity.
    /// </summary>
    public async Task CompleteOfUserAsync(string userId, CancellationToken cancellationToken)
    {
        var claims = await people.Names.FindAsync(NameQueries.OfUser(userId), null, limit: 10, cancellationToken);
        foreach (var claim in claims.Where(claim => claim.Person is not null))
            await CompleteAsync(claim);
    }

    private async Task<bool> OwnIdentityAsync(PersonDocument person, string userId)
    {
        if (person.Identity is not { } identity
            || await people.Identities.InsertAsync(new() { Id = identity, UserId = userId }))
        {
            return true;
        }

        var found = await people.Identities.FindOneAsync(IdentityQueries.ById(identity), CancellationToken.None);
        return found?.UserId == userId;
    }

    private async Task<bool> OwnAccountAsync(string username, PersonDocument person, string userId)
    {
        if (person.PasswordHash is null)
            return true;
        var account = await people.Accounts.FindOrInsertAsync(AccountQueries.ById(userId),
            AccountQueries.Insert(username, person));
        return account.RegisteredAs == username;
    }

    private Task<bool> RemoveClaimAsync(string username, string userId) =>
        people.Names.DeleteOneAsync(NameQueries.InTheMaking(username, userId));
}
