namespace Reels.Silo.Stores.Embedded.Media;

internal static class MediaQueries
{
    public const string IsGone = "SELECT 1 FROM media_gone WHERE media_key = $key";

    /// <summary>
    /// A reference counts only where that which refers is there. The kinds are those of
    /// <see cref="Grains.Interfaces.Media.MediaKind"/>.
    /// </summary>
    public const string IsReferenced = """
        SELECT 1 FROM media_refs r WHERE r.media_key = $key AND CASE r.holder_kind
            WHEN 0 THEN EXISTS (SELECT 1 FROM reels WHERE reel_id = r.holder AND deleted_at IS NULL)
            WHEN 1 THEN EXISTS (SELECT 1 FROM stories WHERE story_id = r.holder AND holds_media = 1)
            ELSE EXISTS (SELECT 1 FROM users WHERE user_id = CAST(r.holder AS TEXT) AND avatar_key = r.media_key)
            END
        LIMIT 1
        """;

    public const string AddReference = """
        INSERT OR IGNORE INTO media_refs (media_key, holder_kind, holder, uploaded_at)
        VALUES ($key, $kind, $holder, $uploaded)
        """;

    public const string RemoveReference = """
        DELETE FROM media_refs WHERE media_key = $key AND holder_kind = $kind AND holder = $holder
        RETURNING uploaded_at
        """;

    public const string AddGone =
        "INSERT OR IGNORE INTO media_gone (media_key, owner, uploaded_at) VALUES ($key, $owner, $uploaded)";

    public const string RemoveGoneOf = "DELETE FROM media_gone WHERE owner = $owner";

    public const string PurgeGone = """
        DELETE FROM media_gone WHERE media_key IN
            (SELECT media_key FROM media_gone WHERE uploaded_at < $before ORDER BY uploaded_at LIMIT $limit)
        """;

    public const string QueueErasure = "INSERT OR IGNORE INTO media_erasures (media_key, owner) VALUES ($key, $owner)";

    public const string ListErasures = "SELECT media_key FROM media_erasures ORDER BY place LIMIT $limit";

    public const string RemoveErasure = "DELETE FROM media_erasures WHERE media_key = $key";

    public const string StoreId = "SELECT id FROM store_id WHERE place = 1";
}
