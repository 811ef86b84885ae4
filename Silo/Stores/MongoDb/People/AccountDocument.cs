using MongoDB.Driver;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.People;

internal sealed record AccountDocument
{
    /// <summary>The user id.</summary>
    public required string Id { get; init; }

    public string PasswordHash { get; init; } = "";

    public long PasswordVersion { get; init; }

    public string? RequestHash { get; init; }

    /// <summary>The name whose claim made the account: a user id has one account, whatever it claims.</summary>
    public string RegisteredAs { get; init; } = "";

    /// <summary>The session that the newest password didn't end.</summary>
    public string? KeptSession { get; init; }

    /// <summary>When the password changed, until the sessions that it ended are revoked.</summary>
    public DateTimeOffset? EndingSince { get; init; }

    public Account Account(UserDocument user) =>
        new(Id, user.Username, PasswordHash, RequestHash, PasswordVersion);
}

internal static class AccountQueries
{
    public const string Collection = "accounts";

    private static readonly FilterDefinitionBuilder<AccountDocument> Where = Builders<AccountDocument>.Filter;
    private static readonly UpdateDefinitionBuilder<AccountDocument> Then = Builders<AccountDocument>.Update;

    public static FilterDefinition<AccountDocument> ById(string userId) => Where.Eq(account => account.Id, userId);

    public static FilterDefinition<AccountDocument> WithHash(string userId, string passwordHash) =>
        ById(userId) & Where.Eq(account => account.PasswordHash, passwordHash);

    public static FilterDefinition<AccountDocument> WithVersion(string userId, long version) =>
        ById(userId) & Where.Eq(account => account.PasswordVersion, version);

    public static UpdateDefinition<AccountDocument> Insert(string username, PersonDocument person)
    {
        var update = Then
            .SetOnInsert(account => account.PasswordHash, person.PasswordHash)
            .SetOnInsert(account => account.PasswordVersion, 0)
            .SetOnInsert(account => account.RegisteredAs, username);
        return person.RequestHash is { } hash ? update.SetOnInsert(account => account.RequestHash, hash) : update;
    }

    public static UpdateDefinition<AccountDocument> SetPassword(string passwordHash, string? keptSession,
        DateTimeOffset now)
    {
        var update = Then
            .Set(account => account.PasswordHash, passwordHash)
            .Inc(account => account.PasswordVersion, 1)
            .Set(account => account.EndingSince, now);
        return keptSession is null
            ? update.Unset(account => account.KeptSession)
            : update.Set(account => account.KeptSession, keptSession);
    }

    public static UpdateDefinition<AccountDocument> SessionsEnded => Then.Unset(account => account.EndingSince);
}

/// <summary>An identity at an external authority.</summary>
internal sealed record IdentityDocument
{
    /// <summary>The hash of issuer and subject.</summary>
    public required string Id { get; init; }

    public required string UserId { get; init; }
}

internal static class IdentityQueries
{
    public const string Collection = "externalIdentities";

    private static readonly FilterDefinitionBuilder<IdentityDocument> Where = Builders<IdentityDocument>.Filter;

    public static readonly MongoIndex[] Indexes = [new(Collection, """{"userId": 1}""")];

    public static FilterDefinition<IdentityDocument> ById(string identity) => Where.Eq(found => found.Id, identity);

    public static FilterDefinition<IdentityDocument> OfUser(string userId) => Where.Eq(found => found.UserId, userId);
}
