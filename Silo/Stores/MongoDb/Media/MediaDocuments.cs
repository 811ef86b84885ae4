using MongoDB.Driver;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Media;

/// <summary>A key whose bytes are to be erased.</summary>
internal sealed record QueuedMediaDocument
{
    /// <summary>The media key.</summary>
    public required string Id { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>100 ns of the silo's clock, and the place among the keys of one call.</summary>
    public long Place { get; init; }
}

/// <summary>A key that has lost its last reference: nothing refers to it again.</summary>
internal sealed record LostMediaDocument
{
    /// <summary>The media key.</summary>
    public required string Id { get; init; }

    public required string OwnerId { get; init; }

    /// <summary>By the silo's clock, never by the product's: the server may remove it by its own.</summary>
    public DateTimeOffset At { get; init; }
}

internal static class MediaQueries
{
    public const string Queue = "mediaErasures";
    public const string Lost = "mediaGone";

    /// <summary>2 days: a key without a reference is refused by its age after one.</summary>
    public static readonly TimeSpan LostFor = TimeSpan.FromDays(2);

    private static readonly FilterDefinitionBuilder<QueuedMediaDocument> Queued = Builders<QueuedMediaDocument>.Filter;
    private static readonly FilterDefinitionBuilder<LostMediaDocument> Where = Builders<LostMediaDocument>.Filter;

    public static readonly MongoIndex[] Indexes =
    [
        new(Queue, """{"place": 1}"""),
        new(Queue, """{"ownerId": 1}"""),
        new(Lost, """{"ownerId": 1}"""),
        new(Lost, """{"at": 1}""") { ExpireAfter = LostFor },
    ];

    public static SortDefinition<QueuedMediaDocument> OldestFirst =>
        Builders<QueuedMediaDocument>.Sort.Ascending(media => media.Place);

    public static FilterDefinition<QueuedMediaDocument> AllQueued => Queued.Empty;

    public static FilterDefinition<QueuedMediaDocument> QueuedOf(string ownerId) =>
        Queued.Eq(media => media.OwnerId, ownerId);

    public static FilterDefinition<QueuedMediaDocument> QueuedByKeys(IEnumerable<string> keys) =>
        Queued.In(media => media.Id, keys);

    public static FilterDefinition<LostMediaDocument> LostByKey(string key) => Where.Eq(media => media.Id, key);

    public static FilterDefinition<LostMediaDocument> LostOf(string ownerId) =>
        Where.Eq(media => media.OwnerId, ownerId);
}
