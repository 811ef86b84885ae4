using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Grains.Interfaces.Users;

namespace Reels.Api.Users;

/// <summary>Whom to follow next.</summary>
internal static class SuggestionEndpoints
{
    public static void MapSuggestions(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/users/me/suggestions", GetAsync).RequireToken().WithTags("Follows")
            .WithSummary("List people whom one may want to follow")
            .Answers(KnownProblems.SessionEnded);

    private static async Task<Results<Ok<ListOf<Suggestion>>, Problem>> GetAsync(
        PageQuery page, Caller caller, Cursors cursors, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var list = $"suggestions/{caller.UserId}";
        SuggestionPosition? after = null;
        if (page.Cursor is { } cursor)
        {
            // The number is kept where others keep a time.
            if (!cursors.TryDecode(list, cursor, out var number, out var userId))
                return KnownProblems.InvalidCursor;
            after = new(number.ToUnixTimeMilliseconds(), userId);
        }

        if (await grains.GetGrain<IUserGrain>(caller.UserId)
            .GetSuggestions(after, page.Limit, cancellationToken) is not { } found)
        {
            return KnownProblems.SessionEnded;
        }
        var nextCursor = found.Next is { } next
            ? cursors.Encode(list, DateTimeOffset.FromUnixTimeMilliseconds(next.Number), next.UserId)
            : null;
        return TypedResults.Ok(ListCursors.Of(found, Suggestion.From, nextCursor));
    }
}
