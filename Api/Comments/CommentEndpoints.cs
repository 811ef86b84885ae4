using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Api.Text;
using Reels.Api.Timelines;
using Reels.Api.Users;
using Reels.Grains.Interfaces.Comments;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Timelines;

namespace Reels.Api.Comments;

/// <summary>Comments on reels, in threads of one level.</summary>
internal static class CommentEndpoints
{
    private const string Path = "/api/comments";

    public static void MapComments(this IEndpointRouteBuilder endpoints)
    {
        var comments = endpoints.MapGroup(Path).WithTags("Comments");
        comments.MapPost("/", PostAsync).WithName("postComment").RequireToken().RecordsOwnWrite(Posted)
            .WithSummary("Comment on a reel, or reply to a comment")
            .Answers(KnownProblems.ReelNotFound, KnownProblems.CommentNotFound);
        comments.MapGet("/{reelId}", ListAsync).WithName("listComments").AllowToken()
            .WithSummary("List a reel's comments, or the replies to a comment")
            .Answers(KnownProblems.ReelNotFound, KnownProblems.CommentNotFound);
        comments.MapDelete("/{reelId}/{commentId}", DeleteAsync).WithName("deleteComment").RequireToken()
            .RecordsOwnWrite(OwnWriteRecording.Touched)
            .WithSummary("Delete your comment, or a comment on your reel")
            .Answers(KnownProblems.NotYours, KnownProblems.ReelNotFound, KnownProblems.CommentNotFound);
    }

    private static OwnWrite Posted(EndpointFilterInvocationContext invocation, object? answer) =>
        answer is Comment comment ? new(Touched: comment.ReelId) : OwnWrite.Other;

    private static async Task<Results<Created<Comment>, Problem>> PostAsync(
        Caller caller, IdempotencyKey key, JsonBody<CommentPost> body, HttpResponse response, IGrainFactory grains,
        Idempotency idempotency, CancellationToken cancellationToken)
    {
        var post = body.Value;
        if (!WireIds.TryParse(post.ReelId, out var reelId))
            return KnownProblems.ReelNotFound;
        Guid? parent = null;
        if (post.ParentCommentId is { } parentText)
        {
            if (!WireIds.TryParse(parentText, out var parentId))
                return KnownProblems.CommentNotFound;
            parent = parentId;
        }

        var comment = new NewComment(idempotency.IdFor(key, caller.UserId, HttpMethods.Post, Path), post.Text, parent,
            idempotency.HashOf(key, post));
        var result = await grains.GetGrain<IReelGrain>(reelId).AddComment(caller.UserId, comment, cancellationToken);
        return result switch
        {
            { Status: AddCommentStatus.Added or AddCommentStatus.Replayed, Comment: { } added } =>
                response.Created(null, Comment.From(added), result.Status == AddCommentStatus.Replayed),
            { Status: AddCommentStatus.KeyReused } => KnownProblems.IdempotencyKeyReused,
            { Status: AddCommentStatus.ReelNotFound } => KnownProblems.ReelNotFound,
            { Status: AddCommentStatus.ParentNotFound } => KnownProblems.CommentNotFound,
            _ => KnownProblems.SessionEnded,
        };
    }

    private static Task<Results<Ok<ListOf<Comment>>, Problem>> ListAsync(
        string reelId, string? parentCommentId, PageQuery page, Caller? caller, IGrainFactory grains,
        CancellationToken cancellationToken) =>
        parentCommentId is null
            ? ListCommentsAsync(reelId, page, caller, grains, cancellationToken)
            : ListRepliesAsync(reelId, parentCommentId, page, caller, grains, cancellationToken);

    private static Task<Results<Ok<ListOf<Comment>>, Problem>> ListCommentsAsync(
        string reelId, PageQuery page, Caller? caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        page.AnswerAsync($"comments/{reelId}", CursorForms.Items,
            async (before, limit) => WireIds.TryParse(reelId, out var id)
                ? await grains.GetGrain<IReelGrain>(id).GetComments(caller?.UserId, before, limit, cancellationToken)
                : null,
            Comment.From, KnownProblems.ReelNotFound);

    private static Task<Results<Ok<ListOf<Comment>>, Problem>> ListRepliesAsync(
        string reelId, string parentCommentId, PageQuery page, Caller? caller, IGrainFactory grains,
        CancellationToken cancellationToken) =>
        page.AnswerAsync($"replies/{reelId}/{parentCommentId}", CursorForms.Items,
            async (after, limit) =>
            {
                if (!WireIds.TryParse(reelId, out var id))
                    return (null, KnownProblems.ReelNotFound);
                if (!WireIds.TryParse(parentCommentId, out var parentId))
                    return (null, KnownProblems.CommentNotFound);
                var replies = await grains.GetGrain<IReelGrain>(id)
                    .GetReplies(caller?.UserId, parentId, after, limit, cancellationToken);
                return (replies.Page, replies.Status == GetRepliesStatus.ReelNotFound
                    ? KnownProblems.ReelNotFound
                    : KnownProblems.CommentNotFound);
            },
            Comment.From);

    private static async Task<Results<NoContent, Problem>> DeleteAsync(
        string reelId, string commentId, Caller caller, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (!WireIds.TryParse(reelId, out var id))
            return KnownProblems.ReelNotFound;
        if (!WireIds.TryParse(commentId, out var comment))
            return KnownProblems.CommentNotFound;
        var result = await grains.GetGrain<IReelGrain>(id).DeleteComment(caller.UserId, comment, cancellationToken);
        return result.Status switch
        {
            DeleteCommentStatus.Deleted => TypedResults.NoContent(),
            DeleteCommentStatus.NotYours => KnownProblems.NotYours,
            DeleteCommentStatus.ReelNotFound => KnownProblems.ReelNotFound,
            _ => KnownProblems.CommentNotFound,
        };
    }
}

/// <summary>A new comment, or a reply.</summary>
/// <param name="ReelId">The id of the reel.</param>
/// <param name="Text">1 to 2,200 characters, at least one of them visible.</param>
/// <param name="ParentCommentId">The comment to reply to. A reply to a reply joins its thread.</param>
internal sealed record CommentPost(string ReelId, [property: Length(1, TextRules.MaxComment)] string Text,
    string? ParentCommentId) : IRequestBody<CommentPost>
{
    public CommentPost Validate(ValidationErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (ReelId is null)
            errors.Add("reelId", "A reel id is required.");
        return this with { Text = TextRules.Comment(Text, errors) };
    }
}

/// <summary>A comment on a reel, or a reply.</summary>
/// <param name="ParentCommentId">The top-level comment of the thread; null for a top-level comment.</param>
/// <param name="ReplyCount">The number of replies in the thread.</param>
/// <param name="Replies">In a list of top-level comments, up to 3 replies, the oldest ones; otherwise empty.</param>
internal sealed record Comment(
    Guid Id, Guid ReelId, UserSummary Author, string Text, DateTimeOffset CreatedAt, Guid? ParentCommentId,
    long ReplyCount, IReadOnlyList<Comment> Replies)
{
    public static Comment From(CommentView comment)
    {
        ArgumentNullException.ThrowIfNull(comment);
        return new(
            comment.Id,
            comment.ReelId,
            UserSummary.From(comment.Author),
            comment.Text,
            comment.CreatedAt,
            comment.ParentCommentId,
            comment.ReplyCount,
            comment.Replies.IsDefault ? [] : [.. comment.Replies.Select(From)]);
    }
}
