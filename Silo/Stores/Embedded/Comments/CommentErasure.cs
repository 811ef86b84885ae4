using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Comments;

/// <summary>
/// Removes rows of comments, including deleted ones, and updates the counts; a few comments in one transaction.
/// </summary>
internal static class CommentErasure
{
    public static int EraseReel(SqliteSession session, Guid reelId, int limit)
    {
        var comments = session[CommentQueries.ListOfReel].With("$reel", reelId).With("$limit", limit)
            .List(SqliteCommentStore.Map);
        foreach (var comment in comments)
            Remove(session, comment);

        return comments.Count;
    }

    /// <summary>
    /// Removes the replies below the author's comments before the comments themselves, so that an interrupted erasure
    /// finds the rest.
    /// </summary>
    public static int EraseAuthor(SqliteSession session, string authorId, int limit)
    {
        var removed = 0;
        foreach (var comment in session[CommentQueries.ListOfAuthor].With("$author", authorId).With("$limit", limit)
            .List(SqliteCommentStore.Map))
        {
            if (removed >= limit)
                break;

            var replies = comment.ParentId is null ? Replies(session, comment.Id, limit - removed) : [];
            foreach (var reply in replies)
                Remove(session, reply);

            removed += replies.Count;
            if (removed < limit)
            {
                Remove(session, comment);
                removed++;
            }
        }

        return removed;
    }

    private static List<StoredComment> Replies(SqliteSession session, Guid parentId, int limit) =>
        session[CommentQueries.ListOfThread].With("$parent", parentId).With("$limit", limit)
            .List(SqliteCommentStore.Map);

    private static void Remove(SqliteSession session, StoredComment comment)
    {
        if (session[CommentQueries.Remove].With("$comment", comment.Id).Run() == 0 || comment.DeletedAt is not null)
            return;

        session[CommentQueries.ChangeCount].With("$reel", comment.ReelId).With("$change", -1L).Run();
        session[CommentQueries.RemoveZeroCount].With("$reel", comment.ReelId).Run();
        if (comment.ParentId is { } parent)
            session[CommentQueries.ChangeReplies].With("$comment", parent).With("$change", -1L).Run();
    }
}
