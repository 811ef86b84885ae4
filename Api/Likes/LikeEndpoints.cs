using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Api.Timelines;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Reels;

namespace Reels.Api.Likes;

/// <param name="Likes">How many people like the reel.</param>
/// <param name="LikedByMe">Null without a token.</param>
internal sealed record LikeState(Guid ReelId, long Likes, bool? LikedByMe);

/// <summary>Liking reels.</summary>
internal static class LikeEndpoints
{
    public static void MapLikes(this IEndpointRouteBuilder endpoints)
    {
        var likes = endpoints.MapGroup("/api/likes/{reelId}").WithTags("Likes");
        likes.MapPost("/", LikeAsync).RequireToken().RecordsOwnWrite().WithSummary("Like a reel")
            .Answers(KnownProblems.ReelNotFound);
        likes.MapDelete("/", UnlikeAsync).RequireToken().RecordsOwnWrite().WithSummary("Unlike a reel")
            .Answers(KnownProblems.ReelNotFound);
        likes.MapGet("/users", LikersAsync).AllowToken().WithSummary("List who likes a reel")
            .Answers(KnownProblems.ReelNotFound);
        likes.MapGet("/", GetAsync).AllowToken().WithSummary("Read how many like a reel")
            .Answers(KnownProblems.ReelNotFound);
    }

    private static async Task<Results<Ok<LikeState>, Problem>> LikeAsync(
        string reelId, Caller caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        WireIds.TryParse(reelId, out var id)
            && await grains.GetGrain<IReelGrain>(id).Like(caller.UserId, cancellationToken) is { } likes
            ? Answer(id, likes)
            : KnownProblems.ReelNotFound;

    private static async Task<Results<Ok<LikeState>, Problem>> UnlikeAsync(
        string reelId, Caller caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        WireIds.TryParse(reelId, out var id)
            && await grains.GetGrain<IReelGrain>(id).Unlike(caller.UserId, cancellationToken) is { } likes
            ? Answer(id, likes)
            : KnownProblems.ReelNotFound;

    private static async Task<Results<Ok<LikeState>, Problem>> GetAsync(string reelId, Caller? caller,
        IGrainFactory grains, CancellationToken cancellationToken) =>
        WireIds.TryParse(reelId, out var id)
            && await grains.GetGrain<IReelGrain>(id).GetLikes(caller?.UserId, cancellationToken) is { } likes
            ? Answer(id, likes)
            : KnownProblems.ReelNotFound;

    private static async Task<Results<Ok<ListOf<Liker>>, Problem>> LikersAsync(
        string reelId, PageQuery page, Caller? caller, Cursors cursors, IGrainFactory grains,
        CancellationToken cancellationToken)
    {
        var list = $"likers/{reelId}";
        if (cursors.Read(page, list, out PersonPosition? before) is { } problem)
            return problem;
        return WireIds.TryParse(reelId, out var id)
            && await grains.GetGrain<IReelGrain>(id)
                .GetLikers(caller?.UserId, before, page.Limit, cancellationToken) is { } likers
                ? TypedResults.Ok(cursors.List(list, likers, Liker.From))
                : KnownProblems.ReelNotFound;
    }

    private static Ok<LikeState> Answer(Guid reelId, LikeSummary likes) =>
        TypedResults.Ok(new LikeState(reelId, likes.Likes, likes.LikedByMe));
}
