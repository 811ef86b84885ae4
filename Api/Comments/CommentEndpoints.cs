using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Api.Timelines;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Comments;
using Reels.Grains.Interfaces.Reels;

namespace Reels.Api.Comments;

/// <summary>Comments on reels, in threads of one level.</summary>
internal static class CommentEndpoints
{
    private const string Path = "/api/comments";

    public static void MapComments(this IEndpointRouteBuilder endpoints)
    {
        var comments = endpoints.MapGroup(Path).WithTags("Comments");
        comments.MapPost("/", PostAsync).RequireToken().RecordsOwnWrite().WithSummary("Comment on a reel, or reply")
            .Answers(KnownProblems.ReelNotFound, KnownProblems.CommentNotFound);
        comments.MapGet("/{reelId}", ListAsync).AllowToken()
            .WithSummary("List a reel's comments, or one thread's replies")
            .Answers(KnownProblems.ReelNotFound, KnownProblems.CommentNotFound);
        comments.MapDelete("/{reelId}/{commentId}", DeleteAsync).RequireToken().RecordsOwnWrite()
            .WithSummary("Delete a comment of one's own, or on one's own reel")
            .Answers(KnownProblems.NotYours, KnownProblems.ReelNotFound, KnownProblems.CommentNotFound);
    }

    private static async Task<Results<Created<Comment>, Problem>> PostAsync(
        Caller caller, IdempotencyKey key, JsonBody<CommentPost> body, HttpResponse response, IGrainFactory grains,
        Idempotency idempotency, CancellationToken cancellationToken)
    {
        var post = body.Value;
        Guid? parent = null;
        if (!WireIds.TryParse(post.ReelId, out var reelId))
            return KnownProblems.ReelNotFound;
        if (post.ParentCommentId is { } sent)
        {
            if (!WireIds.TryParse(sent, out var parentId))
                return KnownProblems.CommentNotFound;
            parent = parentId;
        }

        var comment = new NewComment(idempotency.IdFor(key, caller.UserId, HttpMethods.Post, Path), post.Text, parent,
            idempotency.HashOf(key, post));
        var result = await grains.GetGrain<IReelGrain>(reelId).AddComment(caller.UserId, comment, cancellationToken);
        switch (result)
        {
            case { Status: AddCommentStatus.Added or AddCommentStatus.Replayed, Comment: { } added }:
                return response.Created(null, Comment.From(added), result.Status == AddCommentStatus.Replayed);
            case { Status: AddCommentStatus.KeyReused }:
                return KnownProblems.IdempotencyKeyReused;
            case { Status: AddCommentStatus.ReelNotFound }:
                return KnownProblems.ReelNotFound;
            case { Status: AddCommentStatus.ParentNotFound }:
                return KnownProblems.CommentNotFound;
            default:
                return KnownProblems.SessionEnded;
        }
    }

    private static async Task<Results<Ok<ListOf<Comment>>, Problem>> ListAsync(
        string reelId, string? parentCommentId, PageQuery page, Caller? caller, Cursors cursors, IGrainFactory grains,
        CancellationToken cancellationToken)
    {
        var list = parentCommentId is null ? $"comments/{reelId}" : $"replies/{reelId}/{parentCommentId}";
        if (cursors.Read(page, list, out Position? from) is { } problem)
            return problem;
        if (!WireIds.TryParse(reelId, out var id))
            return KnownProblems.ReelNotFound;
        var reel = grains.GetGrain<IReelGrain>(id);
        if (parentCommentId is null)
        {
            return await reel.GetComments(caller?.UserId, from, page.Limit, cancellationToken) is { } comments
                ? TypedResults.Ok(cursors.List(list, comments, Comment.From))
                : KnownProblems.ReelNotFound;
        }

        if (!WireIds.TryParse(parentCommentId, out var parentId))
            return KnownProblems.CommentNotFound;
        return await reel.GetReplies(caller?.UserId, parentId, from, page.Limit, cancellationToken) switch
        {
            { Status: GetRepliesStatus.Found, Page: { } replies } =>
                TypedResults.Ok(cursors.List(list, replies, Comment.From)),
            { Status: GetRepliesStatus.ReelNotFound } => KnownProblems.ReelNotFound,
            _ => KnownProblems.CommentNotFound,
        };
    }

    private static async Task<Results<NoContent, Problem>> DeleteAsync(
        string reelId, string commentId, Caller caller, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (!WireIds.TryParse(reelId, out var id))
            return KnownProblems.ReelNotFound;
        if (!WireIds.TryParse(commentId, out var comment))
            return KnownProblems.CommentNotFound;
        var result = await grains.GetGrain<IReelGrain>(id).DeleteComment(caller.UserId, comment, cancellationToken);
        switch (result.Status)
        {
            case DeleteCommentStatus.Deleted:
                return TypedResults.NoContent();
            case DeleteCommentStatus.NotYours:
                return KnownProblems.NotYours;
            case DeleteCommentStatus.ReelNotFound:
                return KnownProblems.ReelNotFound;
            default:
                return KnownProblems.CommentNotFound;
        }
    }
}
