using System.ComponentModel.DataAnnotations;
using Reels.Api.Http;
using Reels.Api.Text;
using Reels.Api.Users;
using Reels.Grains.Interfaces.Comments;

namespace Reels.Api.Comments;

/// <param name="ParentCommentId">The thread's top-level comment; null for that one itself.</param>
/// <param name="ReplyCount">Replies in the thread.</param>
/// <param name="Replies">Up to 3 oldest ones where a list gives them.</param>
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

/// <param name="ReelId">The reel commented on.</param>
/// <param name="Text">1 to 2,200 characters, one of them visible.</param>
/// <param name="ParentCommentId">The comment replied to; a reply to a reply joins its thread.</param>
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
