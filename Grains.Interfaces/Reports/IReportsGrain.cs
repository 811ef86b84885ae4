namespace Reels.Grains.Interfaces.Reports;

/// <summary>One user's reports to the operators. The key is the reporter's user id.</summary>
[Alias("IReportsGrain")]
public interface IReportsGrain : IGrainWithStringKey
{
    /// <summary>
    /// Stores a report. Reporting the same target again changes nothing and returns the id of the first report.
    /// </summary>
    [Alias("Report")]
    Task<ReportResult> Report(NewReport report, CancellationToken cancellationToken = default);
}

public enum ReportTargetType
{
    User = 0,
    Reel = 1,
    Comment = 2,
}

public enum ReportReason
{
    Spam = 0,
    Abuse = 1,
    Nudity = 2,
    Violence = 3,
    Other = 4,
}

/// <param name="Id">UUIDv8, random.</param>
/// <param name="TargetId">The target's id: 32 hex characters for a user, canonical UUID text for a reel or
/// comment.</param>
/// <param name="Text">0 to 2,200 characters, or null.</param>
[GenerateSerializer, Immutable, Alias("NewReport")]
public sealed record NewReport(
    [property: Id(0)] Guid Id,
    [property: Id(1)] ReportTargetType TargetType,
    [property: Id(2)] string TargetId,
    [property: Id(3)] ReportReason Reason,
    [property: Id(4)] string? Text);

public enum ReportStatus
{
    Reported = 0,

    /// <summary>The reporter has reported this target before.</summary>
    Repeated = 1,

    /// <summary>The target doesn't exist (any more), or is hidden from the reporter.</summary>
    TargetNotFound = 2,

    /// <summary>The reporter doesn't exist (any more).</summary>
    UserNotFound = 3,
}

/// <param name="Id">The stored report; empty where there is none.</param>
[GenerateSerializer, Immutable, Alias("ReportResult")]
public sealed record ReportResult([property: Id(0)] ReportStatus Status, [property: Id(1)] Guid Id);
