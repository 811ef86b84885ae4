using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Grains.Interfaces.Users;

namespace Reels.Api.Users;

/// <summary>Suggestions of users to follow: friends of friends, most mutual friends first.</summary>
internal static class SuggestionEndpoints
{
    /// <summary>Suggestions are ordered by a number, which takes the place of the time.</summary>
    private static readonly CursorForm<SuggestionPosition> Form = new(
        position => (DateTimeOffset.FromUnixTimeMilliseconds(position.Number), position.UserId),
        (number, userId) => new SuggestionPosition(number.ToUnixTimeMilliseconds(), userId));

    public static void MapSuggestions(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/users/me/suggestions", ListAsync).WithName("listSuggestions").RequireToken()
            .WithTags("Follows")
            .WithSummary("List suggestions of users to follow")
            .Answers(KnownProblems.SessionEnded);

    private static Task<Results<Ok<ListOf<Suggestion>>, Problem>> ListAsync(
        PageQuery page, Caller caller, IGrainFactory grains, CancellationToken cancellationToken) =>
        page.AnswerAsync($"suggestions/{caller.UserId}", Form,
            (after, limit) =>
                grains.GetGrain<IUserGrain>(caller.UserId).GetSuggestions(after, limit, cancellationToken),
            Suggestion.From, KnownProblems.SessionEnded);
}

/// <summary>A user whom the caller may want to follow.</summary>
/// <param name="Avatar">A media URL, or null.</param>
/// <param name="FollowedByMe">Always false.</param>
/// <param name="Mutuals">The number of users whom the caller follows and who follow this user.</param>
internal sealed record Suggestion(string Id, string Username, string? Fullname, string? Avatar, bool? FollowedByMe,
    long Mutuals)
{
    public static Suggestion From(SuggestionView suggestion)
    {
        ArgumentNullException.ThrowIfNull(suggestion);
        var summary = suggestion.Person.Summary;
        return new(summary.Id, summary.Username, summary.Fullname, UserSummary.AvatarOf(summary),
            suggestion.Person.FollowedByMe, suggestion.Mutuals);
    }
}
