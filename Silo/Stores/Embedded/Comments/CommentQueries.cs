namespace Reels.Silo.Stores.Embedded.Comments;

internal static class CommentQueries
{
    private const string Columns =
        "comment_id, comments.reel_id, author_id, text, created_at, parent_id, request_hash, deleted_at, replies";

    /// <summary>The columns of any comment: a reply was deleted when its thread was, if not before.</summary>
    private const string AnyColumns = """
        comment_id, reel_id, author_id, text, created_at, parent_id, request_hash,
        coalesce(deleted_at, (SELECT top.deleted_at FROM comments AS top WHERE top.comment_id = comments.parent_id)),
        replies
        """;

    public const string Get = $"SELECT {AnyColumns} FROM comments WHERE comment_id = $comment";

    public const string Insert = """
        INSERT INTO comments
            (comment_id, reel_id, author_id, text, created_at, parent_id, request_hash, deleted_at, replies)
        VALUES ($comment, $reel, $author, $text, $at, $parent, $request, NULL, 0)
        """;

    public const string IsThread = """
        SELECT 1 FROM comments
        WHERE comment_id = $comment AND reel_id = $reel AND parent_id IS NULL AND deleted_at IS NULL
        """;

    public const string MarkDeleted = "UPDATE comments SET deleted_at = $now WHERE comment_id = $comment";

    public const string CountReplies = "SELECT replies FROM comments WHERE comment_id = $comment";

    public const string ListSomeThreads = """
        SELECT comment_id FROM comments WHERE reel_id = $reel AND parent_id IS NULL AND deleted_at IS NULL LIMIT $limit
        """;

    public const string ChangeReplies = "UPDATE comments SET replies = replies + $change WHERE comment_id = $comment";

    public const string ChangeCount = """
        INSERT INTO comment_counts (reel_id, comments) VALUES ($reel, $change)
        ON CONFLICT (reel_id) DO UPDATE SET comments = comments + $change
        """;

    public const string Count = "SELECT comments FROM comment_counts WHERE reel_id = $reel";

    /// <summary>A row per newest thread, and one with the count alone where there is no thread.</summary>
    public const string Summaries = $"""
        SELECT {Columns}, n.reel_id, n.comments
        FROM json_each($reels) CROSS JOIN comment_counts AS n ON n.reel_id = unhex(value)
        LEFT JOIN comments ON comments.rowid IN
            (SELECT t.rowid FROM comments AS t
            WHERE t.reel_id = n.reel_id AND t.parent_id IS NULL AND t.deleted_at IS NULL
            ORDER BY t.created_at DESC, t.comment_id DESC LIMIT $newest)
        """;

    public const string RemoveZeroCount = "DELETE FROM comment_counts WHERE reel_id = $reel AND comments = 0";

    public const string ListThreads = $"""
        SELECT {Columns} FROM comments
        WHERE reel_id = $reel AND parent_id IS NULL AND deleted_at IS NULL AND (created_at, comment_id) < ($at, $id)
        ORDER BY created_at DESC, comment_id DESC LIMIT $limit
        """;

    /// <summary>The oldest replies of each thread.</summary>
    public const string ListFirstReplies = $"""
        SELECT {Columns} FROM json_each($threads) CROSS JOIN comments ON comments.rowid IN
            (SELECT r.rowid FROM comments AS r WHERE r.parent_id = unhex(value) AND r.deleted_at IS NULL
            ORDER BY r.created_at, r.comment_id LIMIT $replies)
        """;

    public const string ListReplies = $"""
        SELECT {Columns} FROM comments
        WHERE parent_id = $parent AND deleted_at IS NULL AND (created_at, comment_id) > ($at, $id)
        ORDER BY created_at, comment_id LIMIT $limit
        """;

    public const string ListOfReel = $"SELECT {AnyColumns} FROM comments WHERE reel_id = $reel LIMIT $limit";

    public const string ListOfAuthor = $"SELECT {AnyColumns} FROM comments WHERE author_id = $author LIMIT $limit";

    public const string ListOfThread = $"SELECT {AnyColumns} FROM comments WHERE parent_id = $parent LIMIT $limit";

    public const string Remove = "DELETE FROM comments WHERE comment_id = $comment";

    public const string ListDeleted = $"""
        SELECT {AnyColumns} FROM comments WHERE deleted_at IS NOT NULL AND deleted_at < $before
        ORDER BY deleted_at LIMIT $limit
        """;
}
