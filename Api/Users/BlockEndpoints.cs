using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Grains.Interfaces.Relationships;
using Reels.Grains.Interfaces.Users;

namespace Reels.Api.Users;

/// <summary>Blocking users. Two users of whom one blocks the other are hidden from each other.</summary>
internal static class BlockEndpoints
{
    private static readonly Problem Oneself = KnownProblems.Invalid("userId", "You cannot block yourself.");

    public static void MapBlocks(this IEndpointRouteBuilder endpoints)
    {
        var blocks = endpoints.MapGroup("/api/users").WithTags("Blocks").RequireToken();
        blocks.MapPost("/{userId}/block", BlockAsync).WithName("blockUser").WithSummary("Block a user")
            .WithDescription("Hides the two users from each other and ends the follows between them.")
            .Answers(Oneself, KnownProblems.UserNotFound);
        blocks.MapDelete("/{userId}/block", UnblockAsync).WithName("unblockUser").WithSummary("Unblock a user")
            .WithDescription("Follows that the block ended are not restored.")
            .Answers(Oneself, KnownProblems.UserNotFound);
        blocks.MapGet("/me/blocks", ListAsync).WithName("listBlocks").WithSummary("List the users you blocked");
    }

    private static Task<Results<Ok<BlockState>, Problem>> BlockAsync(string userId, Caller caller, IGrainFactory grains,
        CancellationToken cancellationToken) =>
        ChangeAsync(userId, caller, blocked: true,
            () => grains.GetGrain<IRelationshipGrain>(0).Block(caller.UserId, userId, cancellationToken));

    private static Task<Results<Ok<BlockState>, Problem>> UnblockAsync(string userId, Caller caller,
        IGrainFactory grains, CancellationToken cancellationToken) =>
        ChangeAsync(userId, caller, blocked: false,
            () => grains.GetGrain<IRelationshipGrain>(0).Unblock(caller.UserId, userId, cancellationToken));

    private static async Task<Results<Ok<BlockState>, Problem>> ChangeAsync(string userId, Caller caller, bool blocked,
        Func<Task<BlockStatus>> change)
    {
        if (userId == caller.UserId)
            return Oneself;
        return WireIds.IsUserId(userId) && await change() == BlockStatus.Done
            ? TypedResults.Ok(new BlockState(userId, blocked))
            : KnownProblems.UserNotFound;
    }

    private static Task<Results<Ok<ListOf<BlockedPerson>>, Problem>> ListAsync(
        PageQuery page, Caller caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        page.AnswerAsync($"blocks/{caller.UserId}", CursorForms.People,
            async (before, limit) =>
                await grains.GetGrain<IUserGrain>(caller.UserId).GetBlocks(before, limit, cancellationToken),
            BlockedPerson.From);
}

/// <summary>Whether a user is blocked.</summary>
/// <param name="BlockedByMe">Whether the caller blocks this user.</param>
internal sealed record BlockState(string UserId, bool BlockedByMe);

/// <summary>A user whom the caller blocked.</summary>
/// <param name="Avatar">A media URL, or null.</param>
/// <param name="BlockedAt">The time of the block.</param>
internal sealed record BlockedPerson(string Id, string Username, string? Fullname, string? Avatar,
    DateTimeOffset BlockedAt)
{
    public static BlockedPerson From(BlockedPersonView blocked)
    {
        ArgumentNullException.ThrowIfNull(blocked);
        var summary = blocked.Summary;
        return new(summary.Id, summary.Username, summary.Fullname, UserSummary.AvatarOf(summary), blocked.BlockedAt);
    }
}
