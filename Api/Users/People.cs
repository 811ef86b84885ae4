using System.Collections.Immutable;
using Reels.Api.Media;
using Reels.Grains.Interfaces.People;

namespace Reels.Api.Users;

/// <summary>A user in short, such as the author of a comment.</summary>
/// <param name="Avatar">A media URL, or null.</param>
internal sealed record UserSummary(string Id, string Username, string? Fullname, string? Avatar)
{
    public static UserSummary From(UserSummaryView summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return new(summary.Id, summary.Username, summary.Fullname, AvatarOf(summary));
    }

    internal static string? AvatarOf(UserSummaryView summary) =>
        summary.AvatarKey is { } key ? MediaUrl.Of(key) : null;
}

/// <summary>A user, and whether the caller follows them.</summary>
/// <param name="Avatar">A media URL, or null.</param>
/// <param name="FollowedByMe">Null without a token; false for the caller.</param>
internal sealed record Person(string Id, string Username, string? Fullname, string? Avatar, bool? FollowedByMe)
{
    public static Person From(PersonView person)
    {
        ArgumentNullException.ThrowIfNull(person);
        var summary = person.Summary;
        return new(summary.Id, summary.Username, summary.Fullname, UserSummary.AvatarOf(summary), person.FollowedByMe);
    }
}

/// <summary>A user's profile.</summary>
/// <param name="Avatar">A media URL, or null.</param>
/// <param name="FollowedByMe">Null without a token; false for the caller.</param>
/// <param name="Followers">Null if unknown, because a store is unavailable.</param>
/// <param name="Following">Null if unknown, because a store is unavailable.</param>
/// <param name="Reels">Null if unknown, because a store is unavailable.</param>
/// <param name="FollowsMe">Whether this user follows the caller. Null without a token; false for the caller.</param>
/// <param name="Degraded">Names of the parts that could not be read; normally empty.</param>
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
        var summary = profile.Person.Summary;
        return new(
            summary.Id,
            summary.Username,
            summary.Fullname,
            UserSummary.AvatarOf(summary),
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
