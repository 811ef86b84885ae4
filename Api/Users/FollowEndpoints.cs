using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Interfaces.Relationships;
using Reels.Grains.Interfaces.Users;

namespace Reels.Api.Users;

/// <summary>Following users, and the lists of followers and followees.</summary>
internal static class FollowEndpoints
{
    public static void MapFollows(this IEndpointRouteBuilder endpoints)
    {
        var follows = endpoints.MapGroup("/api/users/{userId}").WithTags("Follows");
        follows.MapPost("/follow", FollowAsync).WithName("followUser").RequireToken().WithSummary("Follow a user")
            .Answers(KnownProblems.CannotFollowSelf, KnownProblems.UserNotFound, KnownProblems.TooManyFollows);
        follows.MapDelete("/follow", UnfollowAsync).WithName("unfollowUser").RequireToken()
            .WithSummary("Unfollow a user")
            .Answers(KnownProblems.CannotFollowSelf, KnownProblems.UserNotFound);
        follows.MapGet("/followers", ListFollowersAsync).WithName("listFollowers").AllowToken()
            .WithSummary("List a user's followers")
            .Answers(KnownProblems.UserNotFound);
        follows.MapGet("/following", ListFollowingAsync).WithName("listFollowing").AllowToken()
            .WithSummary("List the users a user follows")
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

    private static Task<Results<Ok<ListOf<Follower>>, Problem>> ListFollowersAsync(
        string userId, PageQuery page, Caller? caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        page.AnswerAsync($"followers/{userId}", CursorForms.People,
            async (before, limit) => WireIds.IsUserId(userId)
                ? await grains.GetGrain<IUserGrain>(userId)
                    .GetFollowers(caller?.UserId, before, limit, cancellationToken)
                : null,
            Follower.From, KnownProblems.UserNotFound);

    private static Task<Results<Ok<ListOf<Follower>>, Problem>> ListFollowingAsync(
        string userId, PageQuery page, Caller? caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        page.AnswerAsync($"following/{userId}", CursorForms.People,
            async (before, limit) => WireIds.IsUserId(userId)
                ? await grains.GetGrain<IUserGrain>(userId)
                    .GetFollowing(caller?.UserId, before, limit, cancellationToken)
                : null,
            Follower.From, KnownProblems.UserNotFound);
}

/// <summary>Whether a user is followed.</summary>
/// <param name="FollowedByMe">Whether the caller follows this user.</param>
/// <param name="Followers">The number of followers now. Null if unknown, because a store is unavailable.</param>
internal sealed record FollowState(string UserId, bool FollowedByMe, long? Followers);

/// <summary>A user in a list of followers or followees.</summary>
/// <param name="Avatar">A media URL, or null.</param>
/// <param name="FollowedByMe">Null without a token; false for the caller.</param>
/// <param name="FollowedAt">The time of the follow.</param>
internal sealed record Follower(string Id, string Username, string? Fullname, string? Avatar, bool? FollowedByMe,
    DateTimeOffset FollowedAt)
{
    public static Follower From(ListedPerson listed)
    {
        ArgumentNullException.ThrowIfNull(listed);
        var summary = listed.Person.Summary;
        return new(summary.Id, summary.Username, summary.Fullname, UserSummary.AvatarOf(summary),
            listed.Person.FollowedByMe, listed.At);
    }
}
