using System.Collections.Immutable;
using Reels.Grains.Interfaces.Comments;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;

namespace Reels.Grains.Comments;

/// <summary>Stored comments as the messages that answers carry. A comment whose author is gone, or may not be seen, is left out.</summary>
internal static class CommentMessages
{
    public static Comment ToMessage(this StoredComment comment, Card author) => comment.ToMessage(author, 0, []);

    public static ImmutableArray<Comment> ToMessages(this IReadOnlyList<StoredComment> comments, Func<string, Card?> authorOf)
    {
        if (comments.Count == 0)
            return [];
        var messages = ImmutableArray.CreateBuilder<Comment>(comments.Count);
        foreach (var comment in comments)
        {
            if (authorOf(comment.AuthorId) is { } author)
                messages.Add(comment.ToMessage(author));
        }

        return messages.DrainToImmutable();
    }

    public static ImmutableArray<Comment> ToMessages(this IReadOnlyList<CommentThread> threads, Func<string, Card?> authorOf)
    {
        if (threads.Count == 0)
            return [];
        var messages = ImmutableArray.CreateBuilder<Comment>(threads.Count);
        foreach (var thread in threads)
        {
            if (authorOf(thread.Top.AuthorId) is { } author)
                messages.Add(thread.Top.ToMessage(author, thread.ReplyCount, thread.Replies.ToMessages(authorOf)));
        }

        return messages.DrainToImmutable();
    }

    private static Comment ToMessage(this StoredComment comment, Card author, long replyCount, ImmutableArray<Comment> replies) =>
        new(comment.Id, comment.ReelId, author, comment.Text, comment.CreatedAt, comment.ParentId, replyCount, replies);
}
