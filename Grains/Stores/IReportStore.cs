using Reels.Grains.Interfaces.Reports;

namespace Reels.Grains.Stores;

/// <summary>What people report to the operators, who read it where it is kept.</summary>
public interface IReportStore
{
    /// <summary>
    /// Keeps a report, of which a reporter has one per target. A second one changes nothing and answers the first with
    /// false.
    /// </summary>
    ValueTask<(bool Added, StoredReport Report)> AddAsync(StoredReport report, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> reports that the user made, or that are about them or what is theirs;
    /// answers how many, 0 when none is left.
    /// </summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);
}

/// <param name="Id">UUIDv8.</param>
/// <param name="ReporterId">User id.</param>
/// <param name="TargetId">As on the wire.</param>
/// <param name="OwnerId">User id of who is reported, or whose reel or comment is.</param>
/// <param name="Text">0 to 2,200 characters, or null.</param>
/// <param name="CreatedAt">UTC, whole milliseconds.</param>
public sealed record StoredReport(
    Guid Id, string ReporterId, ReportTargetType TargetType, string TargetId, string OwnerId, ReportReason Reason,
    string? Text, DateTimeOffset CreatedAt);
