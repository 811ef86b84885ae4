using System.Text;

namespace Reels.Silo.Stores.Cassandra.Engine;

/// <summary>The keyspace and its tables.</summary>
internal static class CassandraTables
{
    /// <summary>One copy factor for each datacenter that there is.</summary>
    public static readonly CompositeFormat Keyspace = CompositeFormat.Parse(
        "CREATE KEYSPACE IF NOT EXISTS {0} WITH replication = "
        + "{{'class': 'NetworkTopologyStrategy', 'replication_factor': {1}}}");

    public const string List = "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?";

    public const string Setting = "SELECT value FROM system_views.settings WHERE name = ?";

    public const string InsertStoreId = "INSERT INTO store_id (place, id) VALUES (1, ?) IF NOT EXISTS";

    public const string StoreId = "SELECT id FROM store_id WHERE place = 1";

    /// <summary>
    /// Time in seconds for which deleted rows are remembered in tables of work. A row that comes back because a host
    /// was unavailable for longer is only worked on again.
    /// </summary>
    private const string Work = "gc_grace_seconds = 600";

    private const string NewestFirst = "WITH CLUSTERING ORDER BY (created_at DESC, reel_id DESC)";

    /// <summary>Name and definition of each table.</summary>
    public static readonly (string Name, string Definition)[] All =
    [
        // fence: changed to make an unfinished post or delete fail for good. A row without user_id is no reel.
        ("reels", """
            (reel_id uuid PRIMARY KEY, user_id text, caption text, media_url text, created_at timestamp, alt_text text,
            media text, cover text, request_hash text, deleted_at timestamp, fence uuid)
            WITH comment = 'Reels by id'
            """),

        // counted: null before the post is complete, true while the reel counts, false once it is deleted.
        ("user_reels", $"""
            (user_id text, reel_id uuid, created_at timestamp, counted boolean, reels bigint STATIC,
            last_created_at timestamp STATIC, seq bigint STATIC, PRIMARY KEY (user_id, created_at, reel_id))
            {NewestFirst}
            """),
        ("timeline", $"""
            (user_id text, reel_id uuid, created_at timestamp, author_id text,
            PRIMARY KEY (user_id, created_at, reel_id))
            {NewestFirst}
            """),
        ("celebrities", """
            (shard int, author_id text, mark int, PRIMARY KEY (shard, author_id))
            WITH comment = 'Authors whose reels are pulled'
            """),

        // The outbox. made_until: when the post or delete that added the entry must have reached its commit point.
        ("deliveries", $"""
            (author_id text, created_at timestamp, reel_id uuid, kind int, media_keys frozen<list<text>>,
            made_until timestamp, cursor text, lease_until timestamp STATIC,
            PRIMARY KEY (author_id, created_at, reel_id, kind))
            WITH {Work}
            """),

        // Where lapsed entries are found: by shard, and by the minute in which a lease ends.
        ("delivering", $"""
            (shard int, slot timestamp, author_id text, created_at timestamp, reel_id uuid, kind int,
            PRIMARY KEY ((shard, slot), author_id, created_at, reel_id, kind))
            WITH {Work}
            """),
        ("delivering_slots", $"(shard int, slot timestamp, PRIMARY KEY (shard, slot)) WITH {Work}"),
        ("media_refs", """
            (media_key text, reel_id uuid, created_at timestamp, refs int STATIC, gone boolean STATIC,
            PRIMARY KEY (media_key, reel_id, created_at))
            WITH comment = 'Reels that refer to an upload'
            """),

        // By the hour of the delete: a partition is read once, when its time has come, and then never again.
        ("deleted_reels", $"""
            (hour timestamp, deleted_at timestamp, reel_id uuid, user_id text, created_at timestamp,
            PRIMARY KEY (hour, deleted_at, reel_id))
            WITH {Work}
            """),
        ("deleted_hours", $"(part int, hour timestamp, PRIMARY KEY (part, hour)) WITH {Work}"),
        ("store_id", "(place int PRIMARY KEY, id text) WITH comment = 'Made with the data'"),
    ];
}
