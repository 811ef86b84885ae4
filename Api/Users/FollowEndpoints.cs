using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Relationships;
using Reels.Grains.Interfaces.Users;

namespace Reels.Api.Users;

/// <summary>Following people, and who follows whom.</summary>
internal static class FollowEndpoints
{
    public static void MapFollows(this IEndpointRouteBuilder endpoints)
    {
        var follows = endpoints.MapGroup("/api/users/{userId}").WithTags("Follows");
        follows.MapPost("/follow", FollowAsync).RequireToken().WithSummary("Follow a person")
            .Answers(KnownProblems.CannotFollowSelf, KnownProblems.UserNotFound, KnownProblems.TooManyFollows);
        follows.MapDelete("/follow", UnfollowAsync).RequireToken().WithSummary("Follow a person no longer")
            .Answers(KnownProblems.CannotFollowSelf, KnownProblems.UserNotFound);
        follows.MapGet("/followers", FollowersAsync).AllowToken().WithSummary("List who follows a person")
            .Answers(KnownProblems.UserNotFound);
        follows.MapGet("/following", FollowingAsync).AllowToken().WithSummary("List whom a person follows")
            .Answers(KnownProblems.UserNotFound);
    }

    private static Task<Results<Ok<FollowState>, Problem>> FollowAsync(
        string userId, Caller caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        ChangeAsync(userId, caller, follows: true,
            () => grains.GetGrain<IRelationshipGrain>(0).Follow(caller.UserId, userId, cancellationToken));

    private static Task<Results<Ok<FollowState>, Problem>> UnfollowAsync(
        string userId, Caller caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        ChangeAsync(userId, caller, follows: false,
            () => grains.GetGrain<IRelationshipGrain>(0).Unfollow(caller.UserId, userId, cancellationToken));

    private static async Task<Results<Ok<FollowState>, Problem>> ChangeAsync(
        string userId, Caller caller, bool follows, Func<Task<FollowOutcome>> change)
    {
        if (userId == caller.UserId)
            return KnownProblems.CannotFollowSelf;
        if (!WireIds.IsUserId(userId))
            return KnownProblems.UserNotFound;
        var result = await change();
        return result.Status switch
        {
            FollowStatus.Done => TypedResults.Ok(new FollowState(userId, follows, result.Followers)),
            FollowStatus.TooManyFollows => KnownProblems.TooManyFollows,
            _ => KnownProblems.UserNotFound,
        };
    }

    private static async Task<Results<Ok<ListOf<Follower>>, Problem>> FollowersAsync(
        string userId, PageQuery page, Caller? caller, Cursors cursors, IGrainFactory grains,
        CancellationToken cancellationToken)
    {
        var list = $"followers/{userId}";
        if (cursors.Read(page, list, out PersonPosition? before) is { } problem)
            return problem;
        return WireIds.IsUserId(userId)
            && await grains.GetGrain<IUserGrain>(userId)
                .GetFollowers(caller?.UserId, before, page.Limit, cancellationToken) is { } followers
                ? TypedResults.Ok(cursors.List(list, followers, Follower.From))
                : KnownProblems.UserNotFound;
    }

    private static async Task<Results<Ok<ListOf<Follower>>, Problem>> FollowingAsync(
        string userId, PageQuery page, Caller? caller, Cursors cursors, IGrainFactory grains,
        CancellationToken cancellationToken)
    {
        var list = $"following/{userId}";
        if (cursors.Read(page, list, out PersonPosition? before) is { } problem)
            return problem;
        return WireIds.IsUserId(userId)
            && await grains.GetGrain<IUserGrain>(userId)
                .GetFollowing(caller?.UserId, before, page.Limit, cancellationToken) is { } following
                ? TypedResults.Ok(cursors.List(list, following, Follower.From))
                : KnownProblems.UserNotFound;
    }
}
