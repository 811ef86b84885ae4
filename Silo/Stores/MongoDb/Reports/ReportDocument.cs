using MongoDB.Driver;
using Reels.Grains.Interfaces.Reports;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;

namespace Reels.Silo.Stores.MongoDb.Reports;

/// <summary>A report, with names as in the HTTP contract, for the operators who read the collection.</summary>
internal sealed record ReportDocument
{
    private static readonly string[] Types = ["user", "reel", "comment"];
    private static readonly string[] Reasons = ["spam", "abuse", "nudity", "violence", "other"];

    public required Guid Id { get; init; }

    public required string ReporterId { get; init; }

    public required string TargetType { get; init; }

    public required string TargetId { get; init; }

    public required string OwnerId { get; init; }

    public required string Reason { get; init; }

    public string? Text { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public StoredReport Report => new(Id, ReporterId, (ReportTargetType)Array.IndexOf(Types, TargetType), TargetId,
        OwnerId, (ReportReason)Array.IndexOf(Reasons, Reason), Text, CreatedAt);

    public static ReportDocument Of(StoredReport report) => new()
    {
        Id = report.Id,
        ReporterId = report.ReporterId,
        TargetType = Types[(int)report.TargetType],
        TargetId = report.TargetId,
        OwnerId = report.OwnerId,
        Reason = Reasons[(int)report.Reason],
        Text = report.Text,
        CreatedAt = report.CreatedAt,
    };
}

internal static class ReportQueries
{
    public const string Collection = "reports";

    private static readonly FilterDefinitionBuilder<ReportDocument> Where = Builders<ReportDocument>.Filter;

    public static readonly MongoIndex[] Indexes =
    [
        new(Collection, """{"reporterId": 1, "targetType": 1, "targetId": 1}""") { IsUnique = true },
        new(Collection, """{"ownerId": 1}"""),
    ];

    public static FilterDefinition<ReportDocument> Same(ReportDocument report) =>
        Where.Eq(other => other.ReporterId, report.ReporterId)
            & Where.Eq(other => other.TargetType, report.TargetType)
            & Where.Eq(other => other.TargetId, report.TargetId);

    public static FilterDefinition<ReportDocument> ByOrAbout(string userId) =>
        Where.Eq(report => report.ReporterId, userId) | Where.Eq(report => report.OwnerId, userId);

    public static FilterDefinition<ReportDocument> ByIds(IEnumerable<Guid> ids) => Where.In(report => report.Id, ids);
}
