using Reels.Grains.Interfaces.Reports;

namespace Reels.Grains.Stores;

/// <summary>Reports of users to the operators, who read them in the store.</summary>
public interface IReportStore
{
    /// <summary>
    /// Stores a report. A reporter has one report per target: a second one changes nothing, and returns false with the
    /// first.
    /// </summary>
    ValueTask<(bool Added, StoredReport Report)> AddAsync(StoredReport report, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> reports that the user made, or that are about the user or what the user
    /// made. Returns how many; 0 when none is left.
    /// </summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);
}

/// <param name="Id">UUIDv8.</param>
/// <param name="ReporterId">User id.</param>
/// <param name="TargetId">In its form on the wire.</param>
/// <param name="OwnerId">User id of the reported user, or of the author of the reported reel or comment.</param>
/// <param name="Text">0 to 2,200 characters, or null.</param>
/// <param name="CreatedAt">UTC, whole milliseconds.</param>
public sealed record StoredReport(
    Guid Id, string ReporterId, ReportTargetType TargetType, string TargetId, string OwnerId, ReportReason Reason,
    string? Text, DateTimeOffset CreatedAt);
