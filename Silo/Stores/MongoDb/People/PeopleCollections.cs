using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.People;

/// <summary>The collections that a registration writes.</summary>
internal sealed class PeopleCollections(MongoEngine engine)
{
    public static readonly MongoIndex[] Indexes =
        [.. UserQueries.Indexes, .. NameQueries.Indexes, .. IdentityQueries.Indexes, .. SearchKeyQueries.Indexes];

    public MongoCollection<UserDocument> Users { get; } = engine.Collection<UserDocument>(UserQueries.Collection);

    public MongoCollection<NameDocument> Names { get; } = engine.Collection<NameDocument>(NameQueries.Collection);

    public MongoCollection<AccountDocument> Accounts { get; } =
        engine.Collection<AccountDocument>(AccountQueries.Collection);

    public MongoCollection<IdentityDocument> Identities { get; } =
        engine.Collection<IdentityDocument>(IdentityQueries.Collection);

    public MongoCollection<SearchKeyDocument> SearchKeys { get; } =
        engine.Collection<SearchKeyDocument>(SearchKeyQueries.Collection);

    /// <summary>The profile of this user; null where there is none, or where it is deleted.</summary>
    public async Task<UserDocument?> FindLiveUserAsync(string userId, CancellationToken cancellationToken) =>
        await Users.FindOneAsync(UserQueries.ById(userId), cancellationToken) is { Deleted: null } user ? user : null;

    /// <summary>
    /// Removes what belongs to a person without being the profile: by an erasure, and by a registration that finds its
    /// person deleted meanwhile.
    /// </summary>
    public Task RemoveAccountAsync(string userId) => Task.WhenAll(
        Accounts.DeleteOneAsync(AccountQueries.ById(userId)),
        SearchKeys.DeleteManyAsync(SearchKeyQueries.OfUser(userId)));
}
