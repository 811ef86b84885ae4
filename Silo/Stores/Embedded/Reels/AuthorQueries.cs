namespace Reels.Silo.Stores.Embedded.Reels;

internal static class AuthorQueries
{
    public const string CountPosted = """
        INSERT INTO authors (author_id, reels, last_created_at) VALUES ($author, 1, $at)
        ON CONFLICT (author_id) DO UPDATE SET reels = reels + 1,
            last_created_at = max(coalesce(last_created_at, excluded.last_created_at), excluded.last_created_at)
        """;

    public const string CountDeleted = "UPDATE authors SET reels = reels - 1 WHERE author_id = $author";

    public const string LastCreatedAt = "SELECT last_created_at FROM authors WHERE author_id = $author";

    public const string CountReels = "SELECT reels FROM authors WHERE author_id = $author";

    public const string CelebrityMark = "SELECT merge_mark FROM authors WHERE author_id = $author";

    public const string EraseCelebrityMark = "UPDATE authors SET merge_mark = 0 WHERE author_id = $author";

    public const string Erase = "DELETE FROM authors WHERE author_id = $author";

    public const string MarkCelebrity = """
        INSERT INTO authors (author_id, merge_mark) VALUES ($author, 1)
        ON CONFLICT (author_id) DO UPDATE SET merge_mark = max(merge_mark, excluded.merge_mark)
        """;

    public const string AcknowledgeCelebrity =
        "UPDATE authors SET merge_mark = 2 WHERE author_id = $author AND merge_mark = 1";
}
