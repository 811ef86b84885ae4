using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Api.Text;
using Reels.Grains.Interfaces.Reports;

namespace Reels.Api.Reports;

/// <summary>A new report.</summary>
/// <param name="TargetType">The kind of the reported thing.</param>
/// <param name="TargetId">The id of the reported user, reel or comment.</param>
/// <param name="Reason">The reason of the report.</param>
/// <param name="Text">A message to the operators; at most 2,200 characters.</param>
internal sealed record ReportPost(
    ReportTargetType? TargetType,
    string TargetId,
    ReportReason? Reason,
    [property: MaxLength(TextRules.MaxReport)] string? Text) : IRequestBody<ReportPost>
{
    public ReportPost Validate(ValidationErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (TargetType is null)
            errors.Add("targetType", "The target type must be user, reel or comment.");
        if (TargetId is null)
            errors.Add("targetId", "The id of the reported user, reel or comment is required.");
        if (Reason is null)
            errors.Add("reason", "The reason must be spam, abuse, nudity, violence or other.");
        return this with { Text = TextRules.Report(Text, errors) };
    }
}

/// <summary>A report that was received.</summary>
internal sealed record Report(Guid Id);

/// <summary>Reports of users, reels and comments to the operators.</summary>
internal static class ReportEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/api/reports", PostAsync).WithName("postReport").RequireToken().WithTags("Reports")
            .WithSummary("Report a user, a reel or a comment")
            .Answers(KnownProblems.UserNotFound, KnownProblems.ReelNotFound, KnownProblems.CommentNotFound,
                KnownProblems.SessionEnded);

    private static async Task<Results<Created<Report>, Ok<Report>, Problem>> PostAsync(
        Caller caller, JsonBody<ReportPost> body, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var (type, target, reason, text) = body.Value;
        if (type == ReportTargetType.User ? !WireIds.IsUserId(target) : !WireIds.TryParse(target, out _))
            return NotFound(type);
        var report = new NewReport(Idempotency.NewId(), type!.Value, target, reason!.Value, text);
        var result = await grains.GetGrain<IReportsGrain>(caller.UserId).Report(report, cancellationToken);
        return result.Status switch
        {
            ReportStatus.Reported => TypedResults.Created((string?)null, new Report(result.Id)),
            ReportStatus.Repeated => TypedResults.Ok(new Report(result.Id)),
            ReportStatus.TargetNotFound => NotFound(type),
            _ => KnownProblems.SessionEnded,
        };
    }

    private static Problem NotFound(ReportTargetType? type) => type switch
    {
        ReportTargetType.User => KnownProblems.UserNotFound,
        ReportTargetType.Reel => KnownProblems.ReelNotFound,
        _ => KnownProblems.CommentNotFound,
    };
}
