namespace Reels.Silo.Stores.Cassandra.Outbox;

internal static class OutboxQueries
{
    private const string IsEntry = "author_id = ? AND created_at = ? AND reel_id = ? AND kind = ?";

    public const string Add = """
        INSERT INTO deliveries (author_id, created_at, reel_id, kind, media_keys, made_until)
        VALUES (?, ?, ?, ?, ?, ?)
        """;

    public const string Get = $"""
        SELECT author_id, created_at, reel_id, kind, media_keys, made_until FROM deliveries WHERE {IsEntry}
        """;

    public const string List = """
        SELECT author_id, created_at, reel_id, kind, media_keys, made_until, cursor FROM deliveries
        WHERE author_id = ?
        """;

    public const string ListOfMany = """
        SELECT author_id, created_at, reel_id, kind, media_keys, made_until, lease_until FROM deliveries
        WHERE author_id IN ?
        """;

    /// <summary>
    /// Only this writes a cursor. It lives for 30 days, in case that it should outlive its entry: the clocks of silos
    /// and of Cassandra give the two their times.
    /// </summary>
    public const string Advance =
        $"UPDATE deliveries USING TTL 2592000 SET cursor = ? WHERE {IsEntry} IF cursor = ? AND made_until != null";

    /// <summary>
    /// One lease for all entries of the author, who has one worker. It opens no entry. It lives for a day, which is
    /// longer than any lease.
    /// </summary>
    public const string ExtendLease = "UPDATE deliveries USING TTL 86400 SET lease_until = ? WHERE author_id = ?";

    public const string Remove = $"DELETE FROM deliveries WHERE {IsEntry}";

    public const string AddPointer = """
        INSERT INTO delivering (shard, slot, author_id, created_at, reel_id, kind) VALUES (?, ?, ?, ?, ?, ?)
        """;

    public const string ListPointers = """
        SELECT shard, author_id, created_at, reel_id, kind FROM delivering WHERE shard IN ? AND slot = ?
        """;

    public const string RemovePointer = """
        DELETE FROM delivering
        WHERE shard = ? AND slot = ? AND author_id = ? AND created_at = ? AND reel_id = ? AND kind = ?
        """;

    public const string AddSlot = "INSERT INTO delivering_slots (shard, slot) VALUES (?, ?)";

    public const string ListSlots = "SELECT shard, slot FROM delivering_slots WHERE shard IN ? AND slot <= ?";

    public const string RemoveSlot = "DELETE FROM delivering_slots WHERE shard = ? AND slot = ?";
}
