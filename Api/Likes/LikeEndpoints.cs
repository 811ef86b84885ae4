using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Api.Timelines;
using Reels.Api.Users;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Interfaces.Reels;

namespace Reels.Api.Likes;

/// <summary>Likes of reels.</summary>
internal static class LikeEndpoints
{
    public static void MapLikes(this IEndpointRouteBuilder endpoints)
    {
        var likes = endpoints.MapGroup("/api/likes/{reelId}").WithTags("Likes");
        likes.MapPost("/", LikeAsync).WithName("likeReel").RequireToken().RecordsOwnWrite(OwnWriteRecording.Touched)
            .WithSummary("Like a reel")
            .Answers(KnownProblems.ReelNotFound);
        likes.MapDelete("/", UnlikeAsync).WithName("unlikeReel").RequireToken()
            .RecordsOwnWrite(OwnWriteRecording.Touched)
            .WithSummary("Unlike a reel")
            .Answers(KnownProblems.ReelNotFound);
        likes.MapGet("/users", ListLikersAsync).WithName("listLikers").AllowToken()
            .WithSummary("List the users who like a reel")
            .Answers(KnownProblems.ReelNotFound);
        likes.MapGet("/", GetAsync).WithName("getLikes").AllowToken().WithSummary("Get a reel's like count")
            .Answers(KnownProblems.ReelNotFound);
    }

    private static Task<Results<Ok<LikeState>, Problem>> LikeAsync(
        string reelId, Caller caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        AnswerAsync(reelId, id => grains.GetGrain<IReelGrain>(id).Like(caller.UserId, cancellationToken));

    private static Task<Results<Ok<LikeState>, Problem>> UnlikeAsync(
        string reelId, Caller caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        AnswerAsync(reelId, id => grains.GetGrain<IReelGrain>(id).Unlike(caller.UserId, cancellationToken));

    private static Task<Results<Ok<LikeState>, Problem>> GetAsync(
        string reelId, Caller? caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        AnswerAsync(reelId, id => grains.GetGrain<IReelGrain>(id).GetLikes(caller?.UserId, cancellationToken));

    private static async Task<Results<Ok<LikeState>, Problem>> AnswerAsync(
        string reelId, Func<Guid, Task<LikeSummary?>> call) =>
        WireIds.TryParse(reelId, out var id) && await call(id) is { } likes
            ? TypedResults.Ok(new LikeState(id, likes.Likes, likes.LikedByMe))
            : KnownProblems.ReelNotFound;

    private static Task<Results<Ok<ListOf<Liker>>, Problem>> ListLikersAsync(
        string reelId, PageQuery page, Caller? caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        page.AnswerAsync($"likers/{reelId}", CursorForms.People,
            async (before, limit) => WireIds.TryParse(reelId, out var id)
                ? await grains.GetGrain<IReelGrain>(id).GetLikers(caller?.UserId, before, limit, cancellationToken)
                : null,
            Liker.From, KnownProblems.ReelNotFound);
}

/// <summary>The likes of a reel.</summary>
/// <param name="Likes">How many users like the reel.</param>
/// <param name="LikedByMe">Whether the caller likes it. Null without a token.</param>
internal sealed record LikeState(Guid ReelId, long Likes, bool? LikedByMe);

/// <summary>A user who likes a reel.</summary>
/// <param name="Avatar">A media URL, or null.</param>
/// <param name="FollowedByMe">Null without a token; false for the caller.</param>
/// <param name="LikedAt">The time of the like.</param>
internal sealed record Liker(string Id, string Username, string? Fullname, string? Avatar, bool? FollowedByMe,
    DateTimeOffset LikedAt)
{
    public static Liker From(ListedPerson listed)
    {
        ArgumentNullException.ThrowIfNull(listed);
        var summary = listed.Person.Summary;
        return new(summary.Id, summary.Username, summary.Fullname, UserSummary.AvatarOf(summary),
            listed.Person.FollowedByMe, listed.At);
    }
}
