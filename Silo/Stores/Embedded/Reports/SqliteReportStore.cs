using Microsoft.Data.Sqlite;
using Reels.Grains.Interfaces.Reports;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Reports;

internal sealed class SqliteReportStore(EmbeddedDatabase database) : IReportStore
{
    /// <summary>Names as in the HTTP contract, for the operators who read the table.</summary>
    private static readonly string[] Types = ["user", "reel", "comment"];

    private static readonly string[] Reasons = ["spam", "abuse", "nudity", "violence", "other"];

    public ValueTask<(bool Added, StoredReport Report)> AddAsync(StoredReport report,
        CancellationToken cancellationToken) => new(database.WriteAsync(
        session => Insert(session, report) > 0 ? (true, report) : (false, Get(session, report)!),
        cancellationToken));

    public ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(
        session => session[ReportQueries.Erase].With("$user", userId).With("$limit", limit).Run(),
        cancellationToken));

    private static int Insert(SqliteSession session, StoredReport report) => session[ReportQueries.Insert]
        .With("$report", report.Id.ToString("D"))
        .With("$reporter", report.ReporterId)
        .With("$type", Types[(int)report.TargetType])
        .With("$target", report.TargetId)
        .With("$owner", report.OwnerId)
        .With("$reason", Reasons[(int)report.Reason])
        .With("$text", report.Text)
        .With("$at", report.CreatedAt)
        .Run();

    private static StoredReport? Get(SqliteSession session, StoredReport report) => session[ReportQueries.Get]
        .With("$reporter", report.ReporterId)
        .With("$type", Types[(int)report.TargetType])
        .With("$target", report.TargetId)
        .First(Map);

    private static StoredReport Map(SqliteDataReader row) => new(
        Guid.ParseExact(row.GetString(0), "D"),
        row.GetString(1),
        (ReportTargetType)Array.IndexOf(Types, row.GetString(2)),
        row.GetString(3),
        row.GetString(4),
        (ReportReason)Array.IndexOf(Reasons, row.GetString(5)),
        row.TextOrNull(6),
        row.Time(7));
}
