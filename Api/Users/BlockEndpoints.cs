using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Relationships;
using Reels.Grains.Interfaces.Users;

namespace Reels.Api.Users;

/// <summary>Blocking people: to each other the two are not there any more.</summary>
internal static class BlockEndpoints
{
    private static readonly Problem Oneself = KnownProblems.Invalid("userId", "Nobody blocks themselves.");

    public static void MapBlocks(this IEndpointRouteBuilder endpoints)
    {
        var blocks = endpoints.MapGroup("/api/users").WithTags("Blocks").RequireToken();
        blocks.MapPost("/{userId}/block", BlockAsync)
            .WithSummary("Block a person: neither sees the other any more, and follows between the two end")
            .Answers(Oneself, KnownProblems.UserNotFound);
        blocks.MapDelete("/{userId}/block", UnblockAsync)
            .WithSummary("Block a person no longer; follows don't come back")
            .Answers(Oneself, KnownProblems.UserNotFound);
        blocks.MapGet("/me/blocks", ListAsync).WithSummary("List whom one has blocked");
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

    private static async Task<Results<Ok<ListOf<BlockedPerson>>, Problem>> ListAsync(
        PageQuery page, Caller caller, Cursors cursors, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var list = $"blocks/{caller.UserId}";
        if (cursors.Read(page, list, out PersonPosition? before) is { } problem)
            return problem;
        var blocks = await grains.GetGrain<IUserGrain>(caller.UserId).GetBlocks(before, page.Limit, cancellationToken);
        return TypedResults.Ok(cursors.List(list, blocks, BlockedPerson.From));
    }
}
