using Reels.Grains.Interfaces.Users;

namespace Reels.Api.Users;

/// <summary>Somebody whom the caller may want to follow.</summary>
/// <param name="FollowedByMe">False.</param>
/// <param name="Mutuals">How many of those whom the caller follows follow them.</param>
internal sealed record Suggestion(string Id, string Username, string? Fullname, string? Avatar, bool? FollowedByMe,
    long Mutuals)
{
    public static Suggestion From(SuggestionView suggestion)
    {
        ArgumentNullException.ThrowIfNull(suggestion);
        var card = suggestion.Person.Summary;
        return new(card.Id, card.Username, card.Fullname, UserSummary.AvatarOf(card), suggestion.Person.FollowedByMe,
            suggestion.Mutuals);
    }
}
