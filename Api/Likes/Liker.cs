using Reels.Api.Users;
using Reels.Grains.Interfaces.People;

namespace Reels.Api.Likes;

/// <summary>A person in the list of those who like a reel.</summary>
/// <param name="FollowedByMe">Null without a token, false for oneself.</param>
/// <param name="LikedAt">When they began to like it.</param>
internal sealed record Liker(string Id, string Username, string? Fullname, string? Avatar, bool? FollowedByMe,
    DateTimeOffset LikedAt)
{
    public static Liker From(ListedPerson listed)
    {
        ArgumentNullException.ThrowIfNull(listed);
        var card = listed.Person.Summary;
        return new(card.Id, card.Username, card.Fullname, UserSummary.AvatarOf(card), listed.Person.FollowedByMe,
            listed.At);
    }
}
