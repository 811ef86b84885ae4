using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Timelines;

namespace Reels.Api.Reels;

/// <summary>The caller's feed: their own reels and those of whom they follow, newest first.</summary>
internal static class FeedEndpoints
{
    public static void MapFeed(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/reels/feed", FeedAsync).WithTags("Reels").RequireToken()
            .WithSummary("Read one's own feed");

    private static async Task<Results<Ok<ListOf<Reel>>, Problem>> FeedAsync(
        Caller caller, PageQuery page, Cursors cursors, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var list = $"feed/{caller.UserId}";
        if (cursors.Read(page, list, out Position? before) is { } problem)
            return problem;
        var reels = await grains.GetGrain<ITimelineGrain>(caller.UserId).GetFeed(before, page.Limit, cancellationToken);
        return TypedResults.Ok(cursors.List(list, reels, Reel.From));
    }
}
