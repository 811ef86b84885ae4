namespace Reels.Grains.Interfaces.Reports;

/// <summary>What one person reports to the operators. The key is that person's user id.</summary>
[Alias("IReportsGrain")]
public interface IReportsGrain : IGrainWithStringKey
{
    /// <summary>
    /// Keeps a report. Reporting the same target again changes nothing and answers the first one's id.
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
/// <param name="TargetId">In the form of its type's ids: 32 hex characters of a user, canonical UUID text of a reel or
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

    /// <summary>This person has reported this target before.</summary>
    Repeated = 1,

    /// <summary>The target is not there (any more), or not for this person.</summary>
    TargetNotFound = 2,

    /// <summary>There is no such reporter.</summary>
    UserNotFound = 3,
}

/// <param name="Id">The report that is kept; empty where none is.</param>
[GenerateSerializer, Immutable, Alias("ReportResult")]
public sealed record ReportResult([property: Id(0)] ReportStatus Status, [property: Id(1)] Guid Id);
