using System.Globalization;
using MongoDB.Driver;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Comments;

internal sealed record CommentDocument
{
    public required Guid Id { get; init; }

    public required Guid ReelId { get; init; }

    public required string UserId { get; init; }

    public required string Text { get; init; }

    public Guid? ParentCommentId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public string? RequestHash { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>The reel of a top-level comment, the thread of a reply; null once the comment is deleted.</summary>
    public Guid? LiveIn { get; init; }

    /// <summary>Rises with each change of the weight.</summary>
    public long Seq { get; init; }

    /// <summary>The weight that the count above it has, unless that still notes another.</summary>
    public long Counted { get; init; }

    /// <summary>Null where the count above it is marked as right, so that an index has the others alone.</summary>
    public UncountedComment? Uncounted { get; init; }

    /// <summary>The replies of a top-level comment.</summary>
    public CountedList? Replies { get; init; }

    public bool IsTop => ParentCommentId is null;

    public bool IsLive => LiveIn is not null;

    public CountedList RepliesOrNone => Replies ?? new();

    /// <summary>What it adds to the count above it: that of its thread, or of its reel.</summary>
    public long Weight => IsLive ? 1 + RepliesOrNone.Count : 0;

    /// <summary>Its place among others in order of time, as text that sorts so.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture,
        $"{CreatedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Id:D}");

    public static CommentDocument Of(StoredComment comment) => new()
    {
        Id = comment.Id,
        ReelId = comment.ReelId,
        UserId = comment.AuthorId,
        Text = comment.Text,
        ParentCommentId = comment.ParentId,
        CreatedAt = comment.CreatedAt,
        RequestHash = comment.RequestHash,
        LiveIn = comment.ParentId ?? comment.ReelId,
        Seq = 1,
        Uncounted = new() { In = comment.ParentId ?? comment.ReelId, At = comment.CreatedAt },
        Replies = comment.ParentId is null ? new() : null,
    };

    /// <summary>Whether it is a live top-level comment of this reel.</summary>
    public bool IsThreadOf(Guid reelId) => IsTop && LiveIn == reelId;

    public static Guid IdOf(string place) => Guid.ParseExact(place[^36..], "D");

    /// <param name="deletedAt">When its thread was deleted; null where that is live.</param>
    public StoredComment Comment(DateTimeOffset? deletedAt = null) => new(Id, ReelId, UserId, Text, CreatedAt,
        ParentCommentId, RequestHash, DeletedAt ?? deletedAt);
}

internal sealed record UncountedComment
{
    /// <summary>The reel of a top-level comment, the thread of a reply.</summary>
    public Guid In { get; init; }

    /// <summary>When the comment was changed last.</summary>
    public DateTimeOffset At { get; init; }
}

internal static class CommentQueries
{
    public const string Collection = "comments";

    private static readonly FilterDefinitionBuilder<CommentDocument> Where = Builders<CommentDocument>.Filter;
    private static readonly SortDefinitionBuilder<CommentDocument> By = Builders<CommentDocument>.Sort;
    private static readonly UpdateDefinitionBuilder<CommentDocument> Then = Builders<CommentDocument>.Update;

    public static readonly MongoIndex[] Indexes =
    [
        new(Collection, """{"liveIn": 1, "createdAt": 1, "_id": 1}"""),
        new(Collection, """{"reelId": 1}"""),
        new(Collection, """{"userId": 1}"""),
        new(Collection, """{"parentCommentId": 1}""") { IsSparse = true },
        new(Collection, """{"deletedAt": 1}""") { IsSparse = true },
        new(Collection, """{"uncounted.in": 1}""") { IsSparse = true },
        new(Collection, """{"uncounted.at": 1}""") { IsSparse = true },
    ];

    public static SortDefinition<CommentDocument> OldestFirst =>
        By.Ascending(comment => comment.CreatedAt).Ascending(comment => comment.Id);

    public static SortDefinition<CommentDocument> NewestFirst =>
        By.Descending(comment => comment.CreatedAt).Descending(comment => comment.Id);

    public static SortDefinition<CommentDocument> FirstDeleted => By.Ascending(comment => comment.DeletedAt);

    public static SortDefinition<CommentDocument> FirstUncounted => By.Ascending(comment => comment.Uncounted!.At);

    public static FilterDefinition<CommentDocument> ById(Guid id) => Where.Eq(comment => comment.Id, id);

    public static FilterDefinition<CommentDocument> ByIds(IEnumerable<Guid> ids) =>
        Where.In(comment => comment.Id, ids);

    public static FilterDefinition<CommentDocument> LiveByIds(IEnumerable<Guid> ids) =>
        ByIds(ids) & Where.Exists(comment => comment.LiveIn);

    public static FilterDefinition<CommentDocument> LiveById(Guid reelId, Guid id) =>
        ById(id) & Where.Eq(comment => comment.ReelId, reelId) & Where.Exists(comment => comment.LiveIn);

    public static FilterDefinition<CommentDocument> WithSeq(IEnumerable<Guid> ids, long seq) =>
        ByIds(ids) & Where.Eq(comment => comment.Seq, seq);

    public static FilterDefinition<CommentDocument> Unchanged(CommentDocument comment) =>
        ById(comment.Id) & Where.Eq(other => other.Seq, comment.Seq);

    /// <param name="parentId">The reel, or the thread.</param>
    public static FilterDefinition<CommentDocument> LiveIn(Guid parentId) =>
        Where.Eq(comment => comment.LiveIn, parentId);

    /// <summary>The first condition, which the second one implies, gives the index an end.</summary>
    public static FilterDefinition<CommentDocument> LiveBefore(Guid parentId, Position? before) =>
        before is not { } place
            ? LiveIn(parentId)
            : LiveIn(parentId) & Where.Lte(comment => comment.CreatedAt, place.CreatedAt)
                & (Where.Lt(comment => comment.CreatedAt, place.CreatedAt)
                    | Where.Lt(comment => comment.Id, place.Id));

    /// <inheritdoc cref="LiveBefore"/>
    public static FilterDefinition<CommentDocument> LiveAfter(Guid parentId, Position? after) =>
        after is not { } place
            ? LiveIn(parentId)
            : LiveIn(parentId) & Where.Gte(comment => comment.CreatedAt, place.CreatedAt)
                & (Where.Gt(comment => comment.CreatedAt, place.CreatedAt)
                    | Where.Gt(comment => comment.Id, place.Id));

    public static FilterDefinition<CommentDocument> OfReel(Guid reelId) =>
        Where.Eq(comment => comment.ReelId, reelId);

    public static FilterDefinition<CommentDocument> OfUser(string userId) =>
        Where.Eq(comment => comment.UserId, userId);

    public static FilterDefinition<CommentDocument> OfThreads(IEnumerable<Guid> threadIds) =>
        Where.In(comment => comment.ParentCommentId, threadIds.Select(id => (Guid?)id));

    public static FilterDefinition<CommentDocument> DeletedBefore(DateTimeOffset time) =>
        Where.Lt(comment => comment.DeletedAt, time);

    public static FilterDefinition<CommentDocument> UncountedIn(Guid parentId) =>
        Where.Eq(comment => comment.Uncounted!.In, parentId);

    public static FilterDefinition<CommentDocument> UncountedBefore(DateTimeOffset time) =>
        Where.Lt(comment => comment.Uncounted!.At, time);

    /// <summary>Those of these that no count has ever had.</summary>
    public static FilterDefinition<CommentDocument> NeverCounted(IEnumerable<Guid> ids) => ByIds(ids)
        & Where.Exists(comment => comment.Uncounted) & Where.Eq(comment => comment.Counted, 0);

    /// <summary>Those of these that no count needs any more: deleted and counted, or in a deleted thread.</summary>
    public static FilterDefinition<CommentDocument> Unneeded(IEnumerable<Guid> ids, IEnumerable<Guid> threadIds) =>
        ByIds(ids) & (OfThreads(threadIds)
            | (Where.Exists(comment => comment.Uncounted, false) & Where.Exists(comment => comment.LiveIn, false)));

    public static UpdateDefinition<CommentDocument> Delete(CommentDocument comment, DateTimeOffset now) =>
        DeleteAll(now).Set(
            other => other.Uncounted, new() { In = comment.ParentCommentId ?? comment.ReelId, At = now });

    /// <summary>The delete of comments that no count needs: those of a closed reel.</summary>
    public static UpdateDefinition<CommentDocument> DeleteAll(DateTimeOffset now) => Then
        .Set(comment => comment.DeletedAt, now)
        .Inc(comment => comment.Seq, 1)
        .Unset(comment => comment.LiveIn);

    public static UpdateDefinition<CommentDocument> SetReplies(CommentDocument thread, CountedList replies,
        DateTimeOffset at) => Then
        .Set(comment => comment.Replies, replies)
        .Set(comment => comment.Seq, thread.Seq + 1)
        .Set(comment => comment.Uncounted, new() { In = thread.ReelId, At = at });

    public static UpdateDefinition<CommentDocument> MarkCounted(long weight) => Then
        .Set(comment => comment.Counted, weight)
        .Unset(comment => comment.Uncounted);
}
