namespace Reels.Silo.Stores.Embedded.Media;

internal static class MediaQueries
{
    public const string IsErased = "SELECT 1 FROM media_erasures WHERE media_key = $key";

    public const string IsReferenced = "SELECT 1 FROM media_refs WHERE media_key = $key LIMIT 1";

    public const string AddReference =
        "INSERT OR IGNORE INTO media_refs (media_key, holder_kind, holder) VALUES ($key, $kind, $holder)";

    public const string RemoveReference =
        "DELETE FROM media_refs WHERE media_key = $key AND holder_kind = $kind AND holder = $holder";

    public const string QueueErasure = "INSERT OR IGNORE INTO media_erasures (media_key, owner) VALUES ($key, $owner)";

    public const string ListErasures =
        "SELECT media_key FROM media_erasures WHERE erased = 0 ORDER BY place LIMIT $limit";

    public const string StoreId = "SELECT id FROM store_id WHERE place = 1";

    public const string MarkErased = "UPDATE media_erasures SET erased = 1 WHERE media_key = $key";
}
