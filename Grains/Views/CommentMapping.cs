using System.Collections.Immutable;
using Reels.Grains.Interfaces.Comments;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Stores;

namespace Reels.Grains.Views;

/// <summary>
/// Maps stored comments to the messages of answers. A comment whose author is deleted, or hidden from the viewer, is
/// left out.
/// </summary>
internal static class CommentMapping
{
    public static CommentView ToMessage(this StoredComment comment, UserSummaryView author) =>
        comment.ToMessage(author, 0, []);

    public static ImmutableArray<CommentView> ToMessages(this IReadOnlyList<StoredComment> comments,
        Func<string, UserSummaryView?> authorOf)
    {
        if (comments.Count == 0)
            return [];
        var messages = ImmutableArray.CreateBuilder<CommentView>(comments.Count);
        foreach (var comment in comments)
        {
            if (authorOf(comment.AuthorId) is { } author)
                messages.Add(comment.ToMessage(author));
        }

        return messages.DrainToImmutable();
    }

    public static ImmutableArray<CommentView> ToMessages(this IReadOnlyList<CommentThread> threads,
        Func<string, UserSummaryView?> authorOf)
    {
        if (threads.Count == 0)
            return [];
        var messages = ImmutableArray.CreateBuilder<CommentView>(threads.Count);
        foreach (var thread in threads)
        {
            if (authorOf(thread.Top.AuthorId) is { } author)
                messages.Add(thread.Top.ToMessage(author, thread.ReplyCount, thread.Replies.ToMessages(authorOf)));
        }

        return messages.DrainToImmutable();
    }

    private static CommentView ToMessage(this StoredComment comment, UserSummaryView author, long replyCount,
        ImmutableArray<CommentView> replies) =>
        new(comment.Id, comment.ReelId, author, comment.Text, comment.CreatedAt, comment.ParentId, replyCount, replies);
}
