using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Media;
using Reels.Api.Media.Cleanup;
using Reels.Api.Problems;
using Reels.Api.Timelines;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Media;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Timelines;

namespace Reels.Api.Reels;

/// <summary>Posting, reading and deleting reels.</summary>
internal static class ReelEndpoints
{
    private const string Path = "/api/reels";

    public static void MapReels(this IEndpointRouteBuilder endpoints)
    {
        var reels = endpoints.MapGroup(Path).WithTags("Reels");
        reels.MapPost("/", PostAsync).RequireToken().RecordsOwnWrite(Posted).WithSummary("Post a reel")
            .Answers(KnownProblems.InvalidMedia);
        reels.MapGet("/{reelId}", GetAsync).AllowToken().WithSummary("Read a reel")
            .Answers(KnownProblems.ReelNotFound);
        reels.MapDelete("/{reelId}", DeleteAsync).RequireToken().RecordsOwnWrite(Deleted)
            .WithSummary("Delete a reel of one's own")
            .Answers(KnownProblems.NotYours, KnownProblems.ReelNotFound);
        reels.MapGet("/user/{userId}", OfUserAsync).AllowToken().WithSummary("List a person's reels")
            .Answers(KnownProblems.UserNotFound);
    }

    private static OwnWrite Posted(EndpointFilterInvocationContext invocation, object? answer) =>
        answer is Reel reel ? new(Posted: new Position(reel.CreatedAt, reel.Id)) : OwnWrite.Other;

    private static OwnWrite Deleted(EndpointFilterInvocationContext invocation, object? answer) =>
        WireIds.TryParse((string?)invocation.HttpContext.Request.RouteValues["reelId"], out var id) ? new(Deleted: id)
            : OwnWrite.Other;

    private static async Task<Results<Created<Reel>, Problem>> PostAsync(
        Caller caller, IdempotencyKey key, JsonBody<ReelPost> body, HttpResponse response,
        [AsParameters] ReelServices services, CancellationToken cancellationToken)
    {
        var post = body.Value;
        MediaItem? cover = null;
        if (!services.Media.TryFind(post.MediaUrl, caller, MediaKind.Reel, out var media)
            || (post.CoverUrl is { } url && !services.Media.TryFindImage(url, caller, MediaKind.Reel, out cover)))
        {
            return KnownProblems.InvalidMedia;
        }

        var reel = new NewReel(
            services.Idempotency.IdFor(key, caller.UserId, HttpMethods.Post, Path), media, cover, post.Caption,
            post.AltText, services.Idempotency.HashOf(key, post));
        var result = await services.Grains.GetGrain<IAuthorGrain>(caller.UserId).Post(reel, cancellationToken);
        switch (result)
        {
            case { Status: PostReelStatus.Posted or PostReelStatus.Replayed, Reel: { } posted }:
                return response.Created($"{Path}/{posted.Id}", Reel.From(posted),
                    result.Status == PostReelStatus.Replayed);
            case { Status: PostReelStatus.KeyReused }:
                return KnownProblems.IdempotencyKeyReused;
            case { Status: PostReelStatus.MediaGone }:
                return KnownProblems.InvalidMedia;
            default:
                return KnownProblems.SessionEnded;
        }
    }

    private static async Task<Results<Ok<Reel>, Problem>> GetAsync(string reelId, Caller? caller, IGrainFactory grains,
        CancellationToken cancellationToken) =>
        WireIds.TryParse(reelId, out var id)
            && await grains.GetGrain<IReelGrain>(id).Get(caller?.UserId, cancellationToken) is { } reel
            ? TypedResults.Ok(Reel.From(reel))
            : KnownProblems.ReelNotFound;

    private static async Task<Results<NoContent, Problem>> DeleteAsync(
        string reelId, Caller caller, MediaEraser eraser, [AsParameters] ReelServices services,
        CancellationToken cancellationToken)
    {
        if (!WireIds.TryParse(reelId, out var id))
            return KnownProblems.ReelNotFound;
        var result = await services.Grains.GetGrain<IAuthorGrain>(caller.UserId).Delete(id, cancellationToken);
        if (result.Status != DeleteStatus.Deleted)
            return result.Status == DeleteStatus.NotYours ? KnownProblems.NotYours : KnownProblems.ReelNotFound;
        await eraser.EraseNowAsync(result.Unreferenced);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<ListOf<Reel>>, Problem>> OfUserAsync(
        string userId, PageQuery page, Caller? caller, Cursors cursors, IGrainFactory grains,
        CancellationToken cancellationToken)
    {
        var list = $"reels/{userId}";
        if (cursors.Read(page, list, out Position? before) is { } problem)
            return problem;
        return WireIds.IsUserId(userId)
            && await grains.GetGrain<IAuthorGrain>(userId)
                .GetReels(caller?.UserId, before, page.Limit, cancellationToken) is { } reels
                ? TypedResults.Ok(cursors.List(list, reels, Reel.From))
                : KnownProblems.UserNotFound;
    }
}

/// <summary>What writing reels takes beside the request.</summary>
internal sealed record ReelServices(IGrainFactory Grains, OwnMedia Media, Idempotency Idempotency);
