namespace Reels.Silo.Stores.Embedded.Reports;

internal static class ReportQueries
{
    private const string Columns = "report_id, reporter_id, target_type, target_id, owner_id, reason, text, created_at";

    public const string Insert = $"""
        INSERT INTO reports ({Columns}) VALUES ($report, $reporter, $type, $target, $owner, $reason, $text, $at)
        ON CONFLICT (reporter_id, target_type, target_id) DO NOTHING
        """;

    public const string Get =
        $"SELECT {Columns} FROM reports WHERE reporter_id = $reporter AND target_type = $type AND target_id = $target";

    public const string Erase = """
        DELETE FROM reports WHERE rowid IN
            (SELECT rowid FROM reports WHERE reporter_id = $user OR owner_id = $user LIMIT $limit)
        """;
}
