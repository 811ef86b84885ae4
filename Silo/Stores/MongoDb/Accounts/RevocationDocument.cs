using MongoDB.Driver;
using Reels.Grains.Interfaces.Accounts;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Accounts;

internal sealed record RevocationDocument
{
    /// <summary>The subject.</summary>
    public required Guid Id { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>By the clock of the server that takes the writes.</summary>
    public DateTimeOffset StoredAt { get; init; }

    public Revocation Revocation => new(Id, At, StoredAt);
}

internal static class RevocationQueries
{
    public const string Collection = "revocations";

    private static readonly FilterDefinitionBuilder<RevocationDocument> Where = Builders<RevocationDocument>.Filter;

    public static readonly MongoIndex[] Indexes =
        [new(Collection, """{"storedAt": 1, "_id": 1}"""), new(Collection, """{"at": 1}""")];

    public static SortDefinition<RevocationDocument> InOrder => Builders<RevocationDocument>.Sort
        .Ascending(revocation => revocation.StoredAt).Ascending(revocation => revocation.Id);

    public static SortDefinition<RevocationDocument> OldestFirst =>
        Builders<RevocationDocument>.Sort.Ascending(revocation => revocation.At);

    public static FilterDefinition<RevocationDocument> After(RevocationPlace? place) => place is not { } after
        ? Where.Empty
        : Where.Gt(revocation => revocation.StoredAt, after.StoredAt)
            | (Where.Eq(revocation => revocation.StoredAt, after.StoredAt)
                & Where.Gt(revocation => revocation.Id, after.Subject));

    public static FilterDefinition<RevocationDocument> MadeBefore(DateTimeOffset time) =>
        Where.Lt(revocation => revocation.At, time);

    public static FilterDefinition<RevocationDocument> BySubjects(IEnumerable<Guid> subjects) =>
        Where.In(revocation => revocation.Id, subjects);
}
