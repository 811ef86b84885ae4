using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Comments;
using Reels.Api.Http;
using Reels.Api.Media;
using Reels.Api.Media.Cleanup;
using Reels.Api.Problems;
using Reels.Api.Text;
using Reels.Api.Timelines;
using Reels.Api.Users;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Timelines;

namespace Reels.Api.Reels;

/// <summary>Posting, reading and deleting reels; a user's reels and the caller's feed.</summary>
internal static class ReelEndpoints
{
    private const string Path = "/api/reels";

    public static void MapReels(this IEndpointRouteBuilder endpoints)
    {
        var reels = endpoints.MapGroup(Path).WithTags("Reels");
        reels.MapPost("/", PostAsync).WithName("postReel").RequireToken().RecordsOwnWrite(Posted)
            .WithSummary("Post a reel")
            .Answers(KnownProblems.InvalidMediaIn("mediaUrl", "coverUrl"));
        reels.MapGet("/{reelId}", GetAsync).WithName("getReel").AllowToken().WithSummary("Get a reel")
            .Answers(KnownProblems.ReelNotFound);
        reels.MapDelete("/{reelId}", DeleteAsync).WithName("deleteReel").RequireToken().RecordsOwnWrite(Deleted)
            .WithSummary("Delete your reel")
            .Answers(KnownProblems.NotYours, KnownProblems.ReelNotFound);
        reels.MapGet("/user/{userId}", ListByUserAsync).WithName("listUserReels").AllowToken()
            .WithSummary("List a user's reels")
            .Answers(KnownProblems.UserNotFound);
        endpoints.MapGet($"{Path}/feed", GetFeedAsync).WithName("listFeed").WithTags("Reels").RequireToken()
            .WithSummary("Get your feed")
            .WithDescription("Your own reels and those of the users you follow, newest first.");
    }

    private static OwnWrite Posted(EndpointFilterInvocationContext invocation, object? answer) =>
        answer is Reel reel ? new(Posted: new Position(reel.CreatedAt, reel.Id)) : OwnWrite.Other;

    private static OwnWrite Deleted(EndpointFilterInvocationContext invocation, object? answer) =>
        OwnWriteRecording.ReelIdOf(invocation) is { } id ? new(Deleted: id) : OwnWrite.Other;

    private static async Task<Results<Created<Reel>, Problem>> PostAsync(
        Caller caller, IdempotencyKey key, JsonBody<ReelPost> body, HttpResponse response, IGrainFactory grains,
        OwnMedia uploads, Idempotency idempotency, CancellationToken cancellationToken)
    {
        var post = body.Value;
        MediaItem? cover = null;
        List<string> wrong = [];
        if (!uploads.TryFind(post.MediaUrl, caller, MediaKind.Reel, out var media))
            wrong.Add("mediaUrl");
        if (post.CoverUrl is { } url && !uploads.TryFindImage(url, caller, MediaKind.Reel, out cover))
            wrong.Add("coverUrl");
        if (media is null || wrong.Count > 0)
            return KnownProblems.InvalidMediaIn([.. wrong]);

        var reel = new NewReel(idempotency.IdFor(key, caller.UserId, HttpMethods.Post, Path), media, cover,
            post.Caption, post.AltText, idempotency.HashOf(key, post));
        var result = await grains.GetGrain<IAuthorGrain>(caller.UserId).Post(reel, cancellationToken);
        return result switch
        {
            { Status: PostReelStatus.Posted or PostReelStatus.Replayed, Reel: { } posted } =>
                response.Created($"{Path}/{posted.Id}", Reel.From(posted), result.Status == PostReelStatus.Replayed),
            { Status: PostReelStatus.KeyReused } => KnownProblems.IdempotencyKeyReused,
            // The store doesn't say which of the two was deleted.
            { Status: PostReelStatus.MediaGone } => cover is null ? KnownProblems.InvalidMediaIn("mediaUrl")
                : KnownProblems.InvalidMediaIn("mediaUrl", "coverUrl"),
            _ => KnownProblems.SessionEnded,
        };
    }

    private static async Task<Results<Ok<Reel>, Problem>> GetAsync(string reelId, Caller? caller, IGrainFactory grains,
        CancellationToken cancellationToken) =>
        WireIds.TryParse(reelId, out var id)
            && await grains.GetGrain<IReelGrain>(id).Get(caller?.UserId, cancellationToken) is { } reel
            ? TypedResults.Ok(Reel.From(reel))
            : KnownProblems.ReelNotFound;

    private static async Task<Results<NoContent, Problem>> DeleteAsync(
        string reelId, Caller caller, IGrainFactory grains, MediaEraser eraser, CancellationToken cancellationToken)
    {
        if (!WireIds.TryParse(reelId, out var id))
            return KnownProblems.ReelNotFound;
        var result = await grains.GetGrain<IAuthorGrain>(caller.UserId).Delete(id, cancellationToken);
        if (result.Status != DeleteStatus.Deleted)
            return result.Status == DeleteStatus.NotYours ? KnownProblems.NotYours : KnownProblems.ReelNotFound;
        await eraser.EraseNowAsync(result.Unreferenced);
        return TypedResults.NoContent();
    }

    private static Task<Results<Ok<ListOf<Reel>>, Problem>> ListByUserAsync(
        string userId, PageQuery page, Caller? caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        page.AnswerAsync($"reels/{userId}", CursorForms.Items,
            async (before, limit) => WireIds.IsUserId(userId)
                ? await grains.GetGrain<IAuthorGrain>(userId)
                    .GetReels(caller?.UserId, before, limit, cancellationToken)
                : null,
            Reel.From, KnownProblems.UserNotFound);

    private static Task<Results<Ok<ListOf<Reel>>, Problem>> GetFeedAsync(
        PageQuery page, Caller caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        page.AnswerAsync($"feed/{caller.UserId}", CursorForms.Items,
            async (before, limit) =>
                await grains.GetGrain<ITimelineGrain>(caller.UserId).GetFeed(before, limit, cancellationToken),
            Reel.From);
}

/// <summary>A new reel.</summary>
/// <param name="MediaUrl">The URL of your own upload of kind reel.</param>
/// <param name="Caption">At most 2,200 characters.</param>
/// <param name="AltText">A description for people who cannot see the reel; at most 1,500 characters.</param>
/// <param name="CoverUrl">The URL of your own upload of kind reel that is an image.</param>
internal sealed record ReelPost(
    string MediaUrl,
    [property: MaxLength(TextRules.MaxCaption)] string? Caption,
    [property: MaxLength(TextRules.MaxAltText)] string? AltText,
    string? CoverUrl) : IRequestBody<ReelPost>
{
    public ReelPost Validate(ValidationErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (string.IsNullOrEmpty(MediaUrl))
            errors.Add("mediaUrl", "A media URL is required. Upload the file first.");
        return this with
        {
            Caption = TextRules.Caption(Caption, errors),
            AltText = TextRules.AltText(AltText, errors),
            CoverUrl = CoverUrl is { Length: > 0 } ? CoverUrl : null,
        };
    }
}

/// <summary>A reel as the caller sees it.</summary>
/// <param name="CoverUrl">The media URL of an image, or null.</param>
/// <param name="Likes">Null if unknown, because a store is unavailable.</param>
/// <param name="LikedByMe">Null without a token, or if unknown.</param>
/// <param name="Comments">The number of comments, including replies. Null if unknown.</param>
/// <param name="LatestComments">Up to 2 top-level comments, newest first.</param>
/// <param name="Degraded">Names of the parts that could not be read; normally empty.</param>
internal sealed record Reel(
    Guid Id,
    Person Author,
    string? Caption,
    string? AltText,
    string MediaUrl,
    UploadedMedia Media,
    string? CoverUrl,
    DateTimeOffset CreatedAt,
    long? Likes,
    bool? LikedByMe,
    long? Comments,
    IReadOnlyList<Comment> LatestComments,
    ImmutableArray<string> Degraded)
{
    public static Reel From(ReelView reel)
    {
        ArgumentNullException.ThrowIfNull(reel);
        var media = UploadedMedia.From(reel.Media);
        return new(
            reel.Id,
            Person.From(reel.Author),
            reel.Caption,
            reel.AltText,
            media.Url,
            media,
            reel.Cover is { } cover ? UploadedMedia.From(cover).Url : null,
            reel.CreatedAt,
            reel.Likes,
            reel.LikedByMe,
            reel.Comments,
            reel.LatestComments.IsDefault ? [] : [.. reel.LatestComments.Select(Comment.From)],
            reel.Degraded.IsDefault ? [] : reel.Degraded);
    }
}
