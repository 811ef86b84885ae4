using MongoDB.Driver;
using Reels.Grains.Interfaces;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.Projection.Likes;

namespace Reels.Silo.Stores.MongoDb.Likes;

/// <summary>The state of one user and reel.</summary>
internal sealed record LikeDocument
{
    /// <summary>Reel and user, with a colon between.</summary>
    public required string Id { get; init; }

    public required Guid ReelId { get; init; }

    public required string UserId { get; init; }

    public bool Liked { get; init; }

    /// <summary>When it became liked.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    public long Epoch { get; init; }

    public long Number { get; init; }

    /// <summary>The epoch of the document that has committed it.</summary>
    public long ChangedIn { get; init; }

    /// <summary>When it was changed last, by the engine's clock; null where it was only inserted.</summary>
    public DateTimeOffset? StoredAt { get; init; }

    public LikeRow Row => new(ReelId, UserId, Liked, CreatedAt, new(Epoch, Number));

    public static LikeDocument Of(LikeRow row, long changedIn) => new()
    {
        Id = LikeQueries.IdOf(row.ReelId, row.UserId),
        ReelId = row.ReelId,
        UserId = row.UserId,
        Liked = row.Liked,
        CreatedAt = row.At,
        Epoch = row.Seq.Epoch,
        Number = row.Seq.Number,
        ChangedIn = changedIn,
    };
}

internal static class LikeQueries
{
    public const string Collection = "likes";

    private static readonly FilterDefinitionBuilder<LikeDocument> Where = Builders<LikeDocument>.Filter;
    private static readonly SortDefinitionBuilder<LikeDocument> By = Builders<LikeDocument>.Sort;
    private static readonly UpdateDefinitionBuilder<LikeDocument> Then = Builders<LikeDocument>.Update;

    public static readonly MongoIndex[] Indexes =
    [
        new(Collection, """{"reelId": 1, "liked": 1, "createdAt": -1, "userId": -1}"""),
        new(Collection, """{"reelId": 1, "changedIn": 1, "userId": 1}"""),
        new(Collection, """{"userId": 1, "liked": 1}"""),
    ];

    public static SortDefinition<LikeDocument> NewestFirst =>
        By.Descending(like => like.CreatedAt).Descending(like => like.UserId);

    public static SortDefinition<LikeDocument> ByUser => By.Ascending(like => like.UserId);

    public static string IdOf(Guid reelId, string userId) => $"{reelId:D}:{userId}";

    public static FilterDefinition<LikeDocument> ById(Guid reelId, string userId) =>
        Where.Eq(like => like.Id, IdOf(reelId, userId));

    public static FilterDefinition<LikeDocument> ByIds(IEnumerable<string> ids) => Where.In(like => like.Id, ids);

    public static FilterDefinition<LikeDocument> Older(LikeDocument like) => Where.Eq(other => other.Id, like.Id)
        & (Where.Lt(other => other.Epoch, like.Epoch)
            | (Where.Eq(other => other.Epoch, like.Epoch) & Where.Lt(other => other.Number, like.Number)));

    public static FilterDefinition<LikeDocument> OfReel(Guid reelId) => Where.Eq(like => like.ReelId, reelId);

    public static FilterDefinition<LikeDocument> ChangedAfter(Guid reelId, long epoch, string afterUserId) =>
        OfReel(reelId) & Where.Gt(like => like.ChangedIn, epoch) & Where.Gt(like => like.UserId, afterUserId);

    /// <summary>The first condition on the time, which the second one implies, gives the index an end.</summary>
    public static FilterDefinition<LikeDocument> LikedBefore(Guid reelId, PersonPosition? before)
    {
        var liked = OfReel(reelId) & Where.Eq(like => like.Liked, true);
        return before is not { } place
            ? liked
            : liked & Where.Lte(like => like.CreatedAt, place.At)
                & (Where.Lt(like => like.CreatedAt, place.At) | Where.Lt(like => like.UserId, place.UserId));
    }

    public static FilterDefinition<LikeDocument> OfUser(string userId, bool liked) =>
        Where.Eq(like => like.UserId, userId) & Where.Eq(like => like.Liked, liked);

    public static FilterDefinition<LikeDocument> EndedBefore(string userId, DateTimeOffset time) =>
        OfUser(userId, liked: false) & Where.Lte(like => like.StoredAt, time);

    public static FilterDefinition<LikeDocument> EndedSometime(string userId) =>
        OfUser(userId, liked: false) & Where.Exists(like => like.StoredAt, false);

    public static UpdateDefinition<LikeDocument> Change(LikeDocument like) => MarkStored
        .Set(other => other.Liked, like.Liked)
        .Set(other => other.CreatedAt, like.CreatedAt)
        .Set(other => other.Epoch, like.Epoch)
        .Set(other => other.Number, like.Number)
        .Set(other => other.ChangedIn, like.ChangedIn);

    public static UpdateDefinition<LikeDocument> MarkStored => Then.CurrentDate(like => like.StoredAt);
}
