using System.Collections.Immutable;
using Reels.Api.Media;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Interfaces.Users;

namespace Reels.Api.Users;

/// <summary>How a person is shown beside what they did.</summary>
/// <param name="Avatar">A media URL, or null.</param>
internal sealed record UserSummary(string Id, string Username, string? Fullname, string? Avatar)
{
    public static UserSummary From(UserSummaryView card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return new(card.Id, card.Username, card.Fullname, AvatarOf(card));
    }

    internal static string? AvatarOf(UserSummaryView card) => card.AvatarKey is { } key ? MediaUrl.Of(key) : null;
}

/// <param name="FollowedByMe">Null without a token, false for oneself.</param>
internal sealed record Person(string Id, string Username, string? Fullname, string? Avatar, bool? FollowedByMe)
{
    public static Person From(PersonView person)
    {
        ArgumentNullException.ThrowIfNull(person);
        var card = person.Summary;
        return new(card.Id, card.Username, card.Fullname, UserSummary.AvatarOf(card), person.FollowedByMe);
    }
}

/// <summary>A person in a list of followers or followees.</summary>
/// <param name="FollowedAt">When the follow was made.</param>
internal sealed record Follower(string Id, string Username, string? Fullname, string? Avatar, bool? FollowedByMe,
    DateTimeOffset FollowedAt)
{
    public static Follower From(ListedPerson listed)
    {
        ArgumentNullException.ThrowIfNull(listed);
        var card = listed.Person.Summary;
        return new(card.Id, card.Username, card.Fullname, UserSummary.AvatarOf(card), listed.Person.FollowedByMe,
            listed.At);
    }
}

/// <summary>A person in the list of those whom the caller has blocked.</summary>
/// <param name="BlockedAt">When the block was made.</param>
internal sealed record BlockedPerson(string Id, string Username, string? Fullname, string? Avatar,
    DateTimeOffset BlockedAt)
{
    public static BlockedPerson From(BlockedPersonView blocked)
    {
        ArgumentNullException.ThrowIfNull(blocked);
        var card = blocked.Summary;
        return new(card.Id, card.Username, card.Fullname, UserSummary.AvatarOf(card), blocked.BlockedAt);
    }
}

/// <param name="Followers">Null where it can't be known.</param>
/// <param name="Following">Null where it can't be known.</param>
/// <param name="Reels">Null where it can't be known.</param>
/// <param name="FollowsMe">Null without a token, false for oneself.</param>
/// <param name="Degraded">The parts that could not be known.</param>
internal sealed record Profile(
    string Id,
    string Username,
    string? Fullname,
    string? Avatar,
    bool? FollowedByMe,
    string? Bio,
    long? Followers,
    long? Following,
    long? Reels,
    DateTimeOffset CreatedAt,
    bool? FollowsMe,
    ImmutableArray<string> Degraded)
{
    public static Profile From(ProfileView profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var card = profile.Person.Summary;
        return new(
            card.Id,
            card.Username,
            card.Fullname,
            UserSummary.AvatarOf(card),
            profile.Person.FollowedByMe,
            profile.Bio,
            profile.Followers,
            profile.Following,
            profile.Reels,
            profile.CreatedAt,
            profile.FollowsMe,
            profile.Degraded.IsDefault ? [] : profile.Degraded);
    }
}
