using System.Collections.Immutable;
using Reels.Grains.Interfaces.People;

namespace Reels.Grains.Interfaces.Comments;

/// <param name="Id">UUIDv8, random or derived from the idempotency key.</param>
/// <param name="Text">1 to 2,200 characters.</param>
/// <param name="ParentCommentId">The comment that this one replies to; a reply to a reply joins its thread. Null for a
/// top-level comment.</param>
/// <param name="RequestHash">Hash of the request; null where it had no idempotency key.</param>
[GenerateSerializer, Immutable, Alias("NewComment")]
public sealed record NewComment(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Text,
    [property: Id(2)] Guid? ParentCommentId,
    [property: Id(3)] string? RequestHash);

/// <param name="Id">UUIDv8.</param>
/// <param name="ReelId">The reel commented on.</param>
/// <param name="Author">The user who wrote it.</param>
/// <param name="Text">As stored.</param>
/// <param name="CreatedAt">UTC, whole milliseconds.</param>
/// <param name="ParentCommentId">The thread's top-level comment; null for that comment itself.</param>
/// <param name="ReplyCount">Replies in the thread; 0 for a reply.</param>
/// <param name="Replies">Up to 3 oldest replies in a list of top-level comments; else empty.</param>
[GenerateSerializer, Immutable, Alias("Comment")]
public sealed record CommentView(
    [property: Id(0)] Guid Id,
    [property: Id(1)] Guid ReelId,
    [property: Id(2)] UserSummaryView Author,
    [property: Id(3)] string Text,
    [property: Id(4)] DateTimeOffset CreatedAt,
    [property: Id(5)] Guid? ParentCommentId,
    [property: Id(6)] long ReplyCount,
    [property: Id(7)] ImmutableArray<CommentView> Replies);

public enum AddCommentStatus
{
    Added = 0,
    Replayed = 1,
    KeyReused = 2,
    ReelNotFound = 3,

    /// <summary>The reel has no such comment to reply to (any more).</summary>
    ParentNotFound = 4,
    UserNotFound = 5,
}

[GenerateSerializer, Immutable, Alias("AddCommentResult")]
public sealed record AddCommentResult([property: Id(0)] AddCommentStatus Status,
    [property: Id(1)] CommentView? Comment);

public enum DeleteCommentStatus
{
    Deleted = 0,
    ReelNotFound = 1,
    CommentNotFound = 2,
    NotYours = 3,
}

[GenerateSerializer, Immutable, Alias("DeleteCommentResult")]
public sealed record DeleteCommentResult([property: Id(0)] DeleteCommentStatus Status);

public enum GetRepliesStatus
{
    Found = 0,
    ReelNotFound = 1,
    CommentNotFound = 2,
}

[GenerateSerializer, Immutable, Alias("GetRepliesResult")]
public sealed record GetRepliesResult([property: Id(0)] GetRepliesStatus Status,
    [property: Id(1)] Page<CommentView, Position>? Page);
