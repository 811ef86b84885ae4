using MongoDB.Driver;

namespace Reels.Silo.Stores.MongoDb.Comments;

/// <summary>What is known of the comments of one reel.</summary>
internal sealed record ReelCommentsDocument
{
    /// <summary>The reel.</summary>
    public required Guid Id { get; init; }

    /// <summary>Rises by one with each change; 0 where there is no document yet.</summary>
    public long Version { get; init; }

    public CountedList Comments { get; init; } = new();

    /// <summary>Whether the reel is deleted. It then has no comments, and its document stays.</summary>
    public bool IsClosed { get; init; }

    public ReelCommentsDocument Close() =>
        this with { Version = Version + 1, Comments = new(), IsClosed = true };
}

internal static class ReelCommentsQueries
{
    public const string Collection = "reelComments";

    private static readonly FilterDefinitionBuilder<ReelCommentsDocument> Where =
        Builders<ReelCommentsDocument>.Filter;

    public static FilterDefinition<ReelCommentsDocument> ById(Guid reelId) => Where.Eq(reel => reel.Id, reelId);

    public static FilterDefinition<ReelCommentsDocument> ByIds(IEnumerable<Guid> reelIds) =>
        Where.In(reel => reel.Id, reelIds);

    public static FilterDefinition<ReelCommentsDocument> WithVersion(Guid reelId, long version) =>
        ById(reelId) & Where.Eq(reel => reel.Version, version);
}
