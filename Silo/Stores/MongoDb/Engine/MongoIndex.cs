using MongoDB.Bson;
using MongoDB.Driver;

namespace Reels.Silo.Stores.MongoDb.Engine;

/// <summary>An index, declared next to the queries that use it.</summary>
/// <param name="Keys">Fields as the engine writes them: <c>{"userId": 1}</c>.</param>
internal sealed record MongoIndex(string Collection, string Keys)
{
    /// <summary>
    /// Leaves out documents without any of the fields: work that few documents have.
    /// </summary>
    public bool IsSparse { get; init; }

    public bool IsUnique { get; init; }

    /// <summary>Removes a document so long after the time in its field; nothing may depend on it.</summary>
    public TimeSpan? ExpireAfter { get; init; }

    public CreateIndexModel<BsonDocument> Model => new(BsonDocument.Parse(Keys), new()
    {
        Sparse = IsSparse ? true : null,
        Unique = IsUnique ? true : null,
        ExpireAfter = ExpireAfter,
    });
}
