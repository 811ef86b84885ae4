namespace Reels.Silo.Stores.Embedded.Reels;

internal static class ReelQueries
{
    private const string Columns =
        "reel_id, author_id, created_at, caption, alt_text, media, cover, request_hash, deleted_at";

    public const string Get = $"SELECT {Columns} FROM reels WHERE reel_id = $reel";

    public const string GetMany = $"""
        SELECT {Columns} FROM json_each($reels) CROSS JOIN reels ON reel_id = unhex(value) WHERE deleted_at IS NULL
        """;

    public const string Insert = $"""
        INSERT INTO reels ({Columns}) VALUES ($reel, $author, $at, $caption, $alt, $media, $cover, $request, NULL)
        """;

    public const string MarkDeleted = "UPDATE reels SET deleted_at = $now WHERE reel_id = $reel";

    public const string IsDeleted = "SELECT 1 FROM reels WHERE reel_id = $reel AND deleted_at IS NOT NULL";

    public const string ListByAuthor = """
        SELECT created_at, reel_id FROM reels
        WHERE author_id = $author AND deleted_at IS NULL AND (created_at, reel_id) < ($at, $id)
        ORDER BY created_at DESC, reel_id DESC LIMIT $limit
        """;

    public const string NthNewest = """
        SELECT created_at FROM reels WHERE author_id = $author AND created_at <= $at AND deleted_at IS NULL
        ORDER BY created_at DESC, reel_id DESC LIMIT 1 OFFSET $skip
        """;

    public const string ListAll = """
        SELECT created_at, reel_id FROM reels WHERE author_id = $author AND (created_at, reel_id) < ($at, $id)
        ORDER BY created_at DESC, reel_id DESC LIMIT $limit
        """;

    public const string Remove = "DELETE FROM reels WHERE reel_id = $reel";

    public const string Purge = """
        DELETE FROM reels WHERE rowid IN
            (SELECT rowid FROM reels r WHERE deleted_at IS NOT NULL AND deleted_at < $before
                AND NOT EXISTS (SELECT 1 FROM fan_out f
                WHERE f.author_id = r.author_id AND f.created_at = r.created_at AND f.reel_id = r.reel_id
                    AND f.kind = 1)
            ORDER BY deleted_at LIMIT $limit)
        """;
}
