namespace Reels.Silo.Stores.Embedded.Stories;

internal static class StoryQueries
{
    private const string Columns =
        "story_id, author_id, media, caption, alt_text, created_at, expires_at, request_hash, deleted_at";

    public const string Get = $"SELECT {Columns} FROM stories WHERE story_id = $story";

    public const string Insert = $"""
        INSERT INTO stories ({Columns}, media_key, ended_at, holds_media)
        VALUES ($story, $author, $media, $caption, $alt, $at, $expires, $request, NULL, $key, $expires, 1)
        """;

    public const string CountLive =
        "SELECT count(*) FROM stories WHERE author_id = $author AND deleted_at IS NULL AND expires_at > $now";

    public const string NewestLive =
        "SELECT max(created_at) FROM stories WHERE author_id = $author AND deleted_at IS NULL AND expires_at > $now";

    public const string ListLive =
        $"SELECT {Columns} FROM stories WHERE author_id = $author AND deleted_at IS NULL AND expires_at > $now";

    public const string LivesUntil =
        "SELECT max(expires_at) FROM stories WHERE media_key = $key AND deleted_at IS NULL AND expires_at > $now";

    public const string MarkDeleted = "UPDATE stories SET deleted_at = $now, ended_at = $now WHERE story_id = $story";

    public const string ListExpiredWithMedia = """
        SELECT story_id, media_key, author_id FROM stories WHERE holds_media = 1 AND expires_at <= $now
        ORDER BY expires_at LIMIT $limit
        """;

    public const string ReleaseMedia = "UPDATE stories SET holds_media = 0 WHERE story_id = $story AND holds_media = 1";

    public const string ListEnded =
        "SELECT story_id, media_key, author_id FROM stories WHERE ended_at < $before ORDER BY ended_at LIMIT $limit";

    public const string ListAll =
        "SELECT story_id, media_key, author_id FROM stories WHERE author_id = $author LIMIT $limit";

    public const string Remove = "DELETE FROM stories WHERE story_id = $story";
}
