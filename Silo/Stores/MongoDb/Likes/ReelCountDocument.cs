using MongoDB.Driver;
using Reels.Silo.Stores.Projection.Likes;

namespace Reels.Silo.Stores.MongoDb.Likes;

/// <summary>The likes of one reel.</summary>
internal sealed record ReelCountDocument
{
    /// <summary>The reel.</summary>
    public required Guid Id { get; init; }

    public long Version { get; init; }

    public long Epoch { get; init; }

    public long Checked { get; init; }

    public bool IsInTruth { get; init; }

    public long Count { get; init; }

    public bool IsClosed { get; init; }

    /// <summary>Only ever replaced as a whole.</summary>
    public IReadOnlyList<PendingLike> Pending { get; init; } = [];

    public ReelDocument Reel => new(Id, Version, Epoch, Checked, IsInTruth, Count, IsClosed, [.. Pending.Select(
        like => new LikeRow(Id, like.UserId, like.Liked, like.CreatedAt, new(like.Epoch, like.Number)))]);

    public static ReelCountDocument Of(ReelDocument reel) => new()
    {
        Id = reel.ReelId,
        Version = reel.Version,
        Epoch = reel.Epoch,
        Checked = reel.Checked,
        IsInTruth = reel.IsInTruth,
        Count = reel.Count,
        IsClosed = reel.IsClosed,
        Pending = [.. reel.Pending.Select(PendingLike.Of)],
    };
}

/// <summary>A row that may not be stored yet.</summary>
internal sealed record PendingLike
{
    public required string UserId { get; init; }

    public bool Liked { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public long Epoch { get; init; }

    public long Number { get; init; }

    public static PendingLike Of(LikeRow row) => new()
    {
        UserId = row.UserId,
        Liked = row.Liked,
        CreatedAt = row.At,
        Epoch = row.Seq.Epoch,
        Number = row.Seq.Number,
    };
}

/// <summary>The newest epoch of all reels, in a document of its own.</summary>
internal sealed record LikeEpochDocument
{
    public const string Newest = "newest";

    public required string Id { get; init; }

    public long Epoch { get; init; }

    public long LostBefore { get; init; }

    public LikeEpochs Epochs => new(Epoch, LostBefore);
}

internal static class ReelCountQueries
{
    public const string Collection = "reelCounts";
    public const string EpochCollection = "likeEpochs";

    private static readonly FilterDefinitionBuilder<ReelCountDocument> Where = Builders<ReelCountDocument>.Filter;

    public static FilterDefinition<LikeEpochDocument> NewestEpoch =>
        Builders<LikeEpochDocument>.Filter.Eq(document => document.Id, LikeEpochDocument.Newest);

    public static FilterDefinition<ReelCountDocument> ByIds(IEnumerable<Guid> reelIds) =>
        Where.In(reel => reel.Id, reelIds);

    public static FilterDefinition<ReelCountDocument> After(Guid reelId) => Where.Gt(reel => reel.Id, reelId);

    public static SortDefinition<ReelCountDocument> InOrder =>
        Builders<ReelCountDocument>.Sort.Ascending(reel => reel.Id);

    public static FilterDefinition<ReelCountDocument> WithVersion(Guid reelId, long version) =>
        Where.Eq(reel => reel.Id, reelId) & Where.Eq(reel => reel.Version, version);

    public static UpdateDefinition<ReelCountDocument> ClearPending =>
        Builders<ReelCountDocument>.Update.Set(reel => reel.Pending, []);

    public static UpdateDefinition<LikeEpochDocument> Raise(LikeEpochs epochs) => Builders<LikeEpochDocument>.Update
        .Max(document => document.Epoch, epochs.Newest).Max(document => document.LostBefore, epochs.LostBefore);
}
