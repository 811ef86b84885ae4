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
        var removed = Remove(session,
            session[CommentQueries.ListOfReel].With("$reel", reelId).With("$limit", limit)
                .List(SqliteCommentStore.Map), limit);
        session[CommentQueries.RemoveZeroCount].With("$reel", reelId).Run();
        return removed;
    }

    public static int EraseAuthor(SqliteSession session, string authorId, int limit) => Remove(session,
        session[CommentQueries.ListOfAuthor].With("$author", authorId).With("$limit", limit)
            .List(SqliteCommentStore.Map), limit);

    public static int Purge(SqliteSession session, DateTimeOffset deletedBefore, int limit) => Remove(session,
        session[CommentQueries.ListDeleted].With("$before", deletedBefore).With("$limit", limit)
            .List(SqliteCommentStore.Map), limit);

    /// <summary>
    /// Removes the replies below each thread before the thread itself: an interrupted removal finds the rest by it, and
    /// whether it was deleted says whether they count.
    /// </summary>
    private static int Remove(SqliteSession session, List<StoredComment> comments, int limit)
    {
        var removed = 0;
        foreach (var comment in comments)
        {
            if (comment.ParentId is null)
            {
                foreach (var reply in Replies(session, comment.Id, limit - removed))
                    removed += Remove(session, reply);
            }

            if (removed >= limit)
                break;
            removed += Remove(session, comment);
        }

        return removed;
    }

    private static List<StoredComment> Replies(SqliteSession session, Guid parentId, int limit) =>
        session[CommentQueries.ListOfThread].With("$parent", parentId).With("$limit", limit)
            .List(SqliteCommentStore.Map);

    private static int Remove(SqliteSession session, StoredComment comment)
    {
        var removed = session[CommentQueries.Remove].With("$comment", comment.Id).Run();
        if (removed == 0 || comment.DeletedAt is not null)
            return removed;

        session[CommentQueries.ChangeCount].With("$reel", comment.ReelId).With("$change", -1L).Run();
        session[CommentQueries.RemoveZeroCount].With("$reel", comment.ReelId).Run();
        if (comment.ParentId is { } parent)
            session[CommentQueries.ChangeReplies].With("$comment", parent).With("$change", -1L).Run();
        return removed;
    }
}
