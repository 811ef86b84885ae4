using System.Text.Json;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Timelines;

internal static class TimelineQueries
{
    /// <summary>Adds an entry for readers, given as a JSON array.</summary>
    public const string Add = """
        INSERT OR IGNORE INTO timeline (user_id, created_at, reel_id, author_id)
        SELECT value, $at, $reel, $author FROM json_each($readers)
        """;

    public const string EraseReader = """
        DELETE FROM timeline WHERE user_id = $reader AND (created_at, reel_id) IN
            (SELECT created_at, reel_id FROM timeline WHERE user_id = $reader LIMIT $limit)
        """;

    public const string List = """
        SELECT author_id, created_at, reel_id FROM timeline
        WHERE user_id = $reader AND (created_at, reel_id) < ($at, $id)
        ORDER BY created_at DESC, reel_id DESC LIMIT $limit
        """;

    /// <summary>Adds each entry for all of the readers; rows that exist stay.</summary>
    public static void AddRows(this SqliteSession session, IReadOnlyList<TimelineEntry> entries,
        IReadOnlyList<string> readers)
    {
        var array = JsonSerializer.Serialize(readers);
        foreach (var entry in entries)
        {
            session[Add]
                .With("$at", entry.Reel.CreatedAt)
                .With("$reel", entry.Reel.Id)
                .With("$author", entry.AuthorId)
                .With("$readers", array)
                .Run();
        }
    }
}
