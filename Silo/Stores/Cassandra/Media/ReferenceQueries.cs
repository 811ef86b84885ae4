namespace Reels.Silo.Stores.Cassandra.Media;

internal static class ReferenceQueries
{
    public const string List = "SELECT reel_id, created_at FROM media_refs WHERE media_key = ?";

    public const string Count = "SELECT DISTINCT media_key, refs, gone FROM media_refs WHERE media_key = ?";

    public const string Get =
        "SELECT reel_id, refs, gone FROM media_refs WHERE media_key = ? AND reel_id = ? AND created_at = ?";

    public const string Add = "INSERT INTO media_refs (media_key, reel_id, created_at) VALUES (?, ?, ?) IF NOT EXISTS";

    public const string CountAdded = "UPDATE media_refs SET refs = ? WHERE media_key = ? IF refs = ? AND gone = null";

    public const string Remove =
        "DELETE FROM media_refs WHERE media_key = ? AND reel_id = ? AND created_at = ? IF EXISTS";

    /// <summary>Of several references.</summary>
    public const string CountRemoved = "UPDATE media_refs SET refs = ? WHERE media_key = ? IF refs = ?";

    /// <summary>
    /// Of the last one: nothing can refer to the upload from now on. The mark lives for 48 h; an upload that is older
    /// than 24 h and has no reference is refused by its age.
    /// </summary>
    public const string MarkGone =
        "UPDATE media_refs USING TTL 172800 SET refs = 0, gone = true WHERE media_key = ? IF refs = ?";

    /// <summary>Of the last one, for a reel that was never made: the upload can be used.</summary>
    public const string MarkUnused = "UPDATE media_refs USING TTL 172800 SET refs = 0 WHERE media_key = ? IF refs = ?";
}
