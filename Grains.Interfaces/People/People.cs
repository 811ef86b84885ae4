using System.Collections.Immutable;

namespace Reels.Grains.Interfaces.People;

/// <summary>A person as shown next to a post or comment.</summary>
/// <param name="Id">User id.</param>
/// <param name="Username">3 to 30 characters, lower case.</param>
/// <param name="Fullname">Up to 64 characters, or null.</param>
/// <param name="AvatarKey">Media key, or null.</param>
[GenerateSerializer, Immutable, Alias("Card")]
public sealed record UserSummaryView(
    [property: Id(0)] string Id,
    [property: Id(1)] string Username,
    [property: Id(2)] string? Fullname,
    [property: Id(3)] string? AvatarKey);

/// <summary>A person in a list, as one viewer sees them.</summary>
/// <param name="Summary">The person.</param>
/// <param name="FollowedByMe">Null without a viewer, false for oneself.</param>
[GenerateSerializer, Immutable, Alias("Person")]
public sealed record PersonView([property: Id(0)] UserSummaryView Summary, [property: Id(1)] bool? FollowedByMe);

/// <summary>A person in a list, with the time at which they came into it.</summary>
[GenerateSerializer, Immutable, Alias("ListedPerson")]
public sealed record ListedPerson([property: Id(0)] PersonView Person, [property: Id(1)] DateTimeOffset At);

/// <summary>Everything public about a person, as one viewer sees it.</summary>
[GenerateSerializer, Immutable, Alias("Profile")]
public sealed record ProfileView(
    [property: Id(0)] PersonView Person,
    [property: Id(1)] string? Bio,
    [property: Id(2)] long? Followers,
    [property: Id(3)] long? Following,
    [property: Id(4)] long? Reels,
    [property: Id(5)] DateTimeOffset CreatedAt,
    [property: Id(6)] bool? FollowsMe,
    [property: Id(7)] ImmutableArray<string> Degraded);
