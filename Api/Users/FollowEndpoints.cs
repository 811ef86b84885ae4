using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Documentation;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Api.Timelines;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Timelines;
using Reels.Grains.Interfaces.Users;

namespace Reels.Api.Users;

/// <summary>Following people, and who follows whom.</summary>
public static class FollowEndpoints
{
    public static void MapFollows(this IEndpointRouteBuilder endpoints)
    {
        var follows = endpoints.MapGroup("/api/users/{userId}").WithTags("Follows");
        follows.MapPost("/follow", Follow).RequireToken().WithSummary("Follow a person")
            .Answers(KnownProblems.CannotFollowSelf, KnownProblems.UserNotFound, KnownProblems.TooManyFollows);
        follows.MapDelete("/follow", Unfollow).RequireToken().WithSummary("Follow a person no longer")
            .Answers(KnownProblems.CannotFollowSelf, KnownProblems.UserNotFound);
        follows.MapGet("/followers", Followers).AllowToken().WithSummary("List who follows a person")
            .Answers(KnownProblems.UserNotFound);
        follows.MapGet("/following", Following).AllowToken().WithSummary("List whom a person follows")
            .Answers(KnownProblems.UserNotFound);
    }

    private static Task<Results<Ok<FollowState>, Problem>> Follow(
        string userId, Caller caller, IGrainFactory grains, OwnWrites acts, CancellationToken cancellationToken) =>
        Change(userId, caller, acts, follows: true, () => grains.GetGrain<IUserGrain>(caller.UserId).Follow(userId, cancellationToken));

    private static Task<Results<Ok<FollowState>, Problem>> Unfollow(
        string userId, Caller caller, IGrainFactory grains, OwnWrites acts, CancellationToken cancellationToken) =>
        Change(userId, caller, acts, follows: false, () => grains.GetGrain<IUserGrain>(caller.UserId).Unfollow(userId, cancellationToken));

    private static async Task<Results<Ok<FollowState>, Problem>> Change(
        string userId, Caller caller, OwnWrites acts, bool follows, Func<Task<FollowResult>> change)
    {
        if (userId == caller.UserId)
            return KnownProblems.CannotFollowSelf;
        if (!WireIds.IsUserId(userId))
            return KnownProblems.UserNotFound;
        var result = await change();
        if (result.Edge is { } edge)
            await acts.Record(caller.UserId, new OwnWrite(Edge: edge));
        return result.Status switch
        {
            FollowStatus.Done => TypedResults.Ok(new FollowState(userId, follows, result.Followers)),
            FollowStatus.TooManyFollows => KnownProblems.TooManyFollows,
            _ => KnownProblems.UserNotFound,
        };
    }

    private static async Task<Results<Ok<ListOf<Follower>>, Problem>> Followers(
        string userId, PageQuery page, Caller? caller, Cursors cursors, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var list = $"followers/{userId}";
        if (cursors.Read(page, list, out PersonPosition? before) is { } problem)
            return problem;
        return WireIds.IsUserId(userId)
            && await grains.GetGrain<IUserGrain>(userId).GetFollowers(caller?.UserId, before, page.Limit, cancellationToken) is { } followers
                ? TypedResults.Ok(cursors.List(list, followers, Follower.From))
                : KnownProblems.UserNotFound;
    }

    private static async Task<Results<Ok<ListOf<Follower>>, Problem>> Following(
        string userId, PageQuery page, Caller? caller, Cursors cursors, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var list = $"following/{userId}";
        if (cursors.Read(page, list, out PersonPosition? before) is { } problem)
            return problem;
        return WireIds.IsUserId(userId)
            && await grains.GetGrain<IUserGrain>(userId).GetFollowing(caller?.UserId, before, page.Limit, cancellationToken) is { } following
                ? TypedResults.Ok(cursors.List(list, following, Follower.From))
                : KnownProblems.UserNotFound;
    }
}
