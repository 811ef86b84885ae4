using MongoDB.Driver;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.People;

/// <summary>
/// A username that is claimed, or held for a deleted account. A claim counts only where the profile of its user has
/// this name, or while its person is being made.
/// </summary>
internal sealed record NameDocument
{
    /// <summary>The name in lower case.</summary>
    public required string Id { get; init; }

    /// <summary>Null where the name is held.</summary>
    public string? UserId { get; init; }

    /// <summary><see cref="UserDocument.RenameFence"/> when the user claimed the name.</summary>
    public long Fence { get; init; }

    /// <summary>When the name was claimed, by the clock of the silo.</summary>
    public DateTimeOffset? At { get; init; }

    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>Who is to be made with this claim. Null once that is done, and for a new name of a person.</summary>
    public PersonDocument? Person { get; init; }
}

/// <summary>A person that a registration makes, with a password or with an external identity.</summary>
internal sealed record PersonDocument
{
    public string? Fullname { get; init; }

    public string? Bio { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public string? PasswordHash { get; init; }

    public string? RequestHash { get; init; }

    public string? Identity { get; init; }
}

internal static class NameQueries
{
    public const string Collection = "usernames";

    private static readonly FilterDefinitionBuilder<NameDocument> Where = Builders<NameDocument>.Filter;
    private static readonly UpdateDefinitionBuilder<NameDocument> Then = Builders<NameDocument>.Update;

    public static readonly MongoIndex[] Indexes =
    [
        new(Collection, """{"userId": 1}""") { IsSparse = true },
        new(Collection, """{"heldUntil": 1}""") { IsSparse = true },
    ];

    public static FilterDefinition<NameDocument> ByName(string username) => Where.Eq(name => name.Id, username);

    public static FilterDefinition<NameDocument> OfUser(string userId) => Where.Eq(name => name.UserId, userId);

    public static FilterDefinition<NameDocument> OfUser(string username, string userId) =>
        ByName(username) & OfUser(userId);

    public static FilterDefinition<NameDocument> WithFence(string username, string userId, long fence) =>
        OfUser(username, userId) & Where.Eq(name => name.Fence, fence);

    /// <summary>A claim that was made before the user took the name that follows this fence.</summary>
    public static FilterDefinition<NameDocument> UpToFence(string username, string userId, long fence) =>
        OfUser(username, userId) & Where.Lte(name => name.Fence, fence);

    public static FilterDefinition<NameDocument> InTheMaking(string username, string userId) =>
        OfUser(username, userId) & Where.Exists(name => name.Person);

    public static FilterDefinition<NameDocument> Held(string username, DateTimeOffset until) =>
        ByName(username) & Where.Eq(name => name.HeldUntil, until);

    public static FilterDefinition<NameDocument> HeldUpTo(DateTimeOffset now) =>
        Where.Lte(name => name.HeldUntil, now);

    public static FilterDefinition<NameDocument> HeldUpTo(DateTimeOffset now, IEnumerable<string> usernames) =>
        Where.In(name => name.Id, usernames) & HeldUpTo(now);

    public static SortDefinition<NameDocument> FirstFree =>
        Builders<NameDocument>.Sort.Ascending(name => name.HeldUntil);

    public static UpdateDefinition<NameDocument> PersonMade => Then.Unset(name => name.Person);

    public static UpdateDefinition<NameDocument> ClaimAgain(NameDocument claim) =>
        Then.Set(name => name.Fence, claim.Fence).Set(name => name.At, claim.At);

    public static UpdateDefinition<NameDocument> Hold(DateTimeOffset until) => Then
        .Set(name => name.HeldUntil, until)
        .Unset(name => name.UserId)
        .Unset(name => name.At)
        .Unset(name => name.Person);
}
