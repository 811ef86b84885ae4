using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Reports;
using Reels.Grains.Stores;
using Reels.Grains.Views;

namespace Reels.Grains.Reports;

/// <summary>
/// Stores one user's reports of people and posts that they can see. The grain keeps nothing; the store keeps one report
/// per target.
/// </summary>
[GrainType("reports")]
[CollectionAgeLimit(Minutes = 2)] // Keeps nothing between calls; 1 minute is the collector's own step.
internal sealed partial class ReportsGrain(
    IReportStore reports,
    ICommentStore comments,
    ReelViews reels,
    PeopleViews people,
    [FromKeyedServices(Clock.Key)] TimeProvider time,
    ILogger<ReportsGrain> logger) : Grain, IReportsGrain
{
    public async Task<ReportResult> Report(NewReport report, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        var reporter = this.GetPrimaryKeyString();
        var owner = await OwnerAsync(report, cancellationToken);
        var known = await people.GetVisibleSummariesAsync(reporter, owner is null ? [reporter] : [reporter, owner],
            freshAsOf: 0, cancellationToken);
        if (!known.ContainsKey(reporter))
        {
            this.DeactivateSoon();
            return new(ReportStatus.UserNotFound, Guid.Empty);
        }

        if (owner is null || !known.ContainsKey(owner))
            return new(ReportStatus.TargetNotFound, Guid.Empty);

        var made = new StoredReport(report.Id, reporter, report.TargetType, report.TargetId, owner, report.Reason,
            report.Text, time.Now());
        var (added, kept) = await TimeLimits.WriteAsync(limit => reports.AddAsync(made, limit), cancellationToken);
        if (added)
            LogReported(kept.Id, kept.TargetType, kept.Reason);
        return new(added ? ReportStatus.Reported : ReportStatus.Repeated, kept.Id);
    }

    /// <summary>
    /// The reported user, or the author of the reported reel or comment; null where it doesn't exist (any more).
    /// </summary>
    private async ValueTask<string?> OwnerAsync(NewReport report, CancellationToken cancellationToken)
    {
        if (report.TargetType == ReportTargetType.User)
            return report.TargetId;
        var id = Guid.ParseExact(report.TargetId, "D");
        if (report.TargetType == ReportTargetType.Reel)
            return (await reels.FindAsync(id, cancellationToken))?.AuthorId;

        // The reporter must see the comment's reel too.
        return await comments.FindAsync(id, cancellationToken) is { DeletedAt: null } comment
            && await reels.FindAsync(comment.ReelId, cancellationToken) is { } reel
            && await people.MaySeeAsync(this.GetPrimaryKeyString(), reel.AuthorId, cancellationToken)
                ? comment.AuthorId
                : null;
    }

    [LoggerMessage(2301, LogLevel.Information,
        "Report {ReportId} of a {TargetType} for {Reason} is stored for the operators")]
    private partial void LogReported(Guid reportId, ReportTargetType targetType, ReportReason reason);
}
