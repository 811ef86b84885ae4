using Reels.Grains.Interfaces.People;

namespace Reels.Grains.Interfaces.Users;

/// <summary>One edge of the follow graph, as its follower's timeline is told of it.</summary>
/// <param name="FolloweeId">Who is followed, or no longer.</param>
/// <param name="On">Whether the follow holds.</param>
/// <param name="Seq">Rising with each change by the follower.</param>
[GenerateSerializer, Immutable, Alias("FollowEdge")]
public sealed record FollowEdge([property: Id(0)] string FolloweeId, [property: Id(1)] bool On,
    [property: Id(2)] long Seq);

public enum FollowStatus
{
    Done = 0,
    UserNotFound = 1,
    TooManyFollows = 2,
}

/// <param name="Status">What happened.</param>
/// <param name="Edge">The edge as it now is, for the timeline; null where nothing was ever there or nothing was
/// done.</param>
/// <param name="Followers">The followee's followers after the change.</param>
[GenerateSerializer, Immutable, Alias("FollowResult")]
public sealed record FollowResult([property: Id(0)] FollowStatus Status, [property: Id(1)] FollowEdge? Edge,
    [property: Id(2)] long? Followers);

public enum BlockStatus
{
    Done = 0,
    UserNotFound = 1,

    /// <summary>
    /// The block can't end yet: follows from before it have to be ended first (<see cref="IUserGrain.EndFollow"/>, on
    /// both sides).
    /// </summary>
    FollowsNotEnded = 2,
}

/// <param name="Status">What happened.</param>
/// <param name="Edge">The blocker's follow that has ended, for their timeline; null where there was none to tell
/// of.</param>
/// <param name="FollowsEnded">Whether no follow from before the block is left. If not,
/// <see cref="IUserGrain.EndFollow"/> of the blocked is to be called.</param>
[GenerateSerializer, Immutable, Alias("BlockResult")]
public sealed record BlockResult([property: Id(0)] BlockStatus Status, [property: Id(1)] FollowEdge? Edge,
    [property: Id(2)] bool FollowsEnded);

/// <summary>Somebody in the list of those whom a person has blocked.</summary>
[GenerateSerializer, Immutable, Alias("BlockedPerson")]
public sealed record BlockedPersonView([property: Id(0)] UserSummaryView Summary,
    [property: Id(1)] DateTimeOffset BlockedAt);

/// <summary>Somebody whom a person may want to follow.</summary>
/// <param name="Mutuals">How many of those whom the person follows follow them.</param>
[GenerateSerializer, Immutable, Alias("Suggestion")]
public sealed record SuggestionView([property: Id(0)] PersonView Person, [property: Id(1)] long Mutuals);

/// <summary>
/// A place in a list of people ordered by a number, greatest first, then by id, greatest first (ordinal).
/// </summary>
/// <param name="Number">Of mutuals, or of followers.</param>
/// <param name="UserId">Whose place it is.</param>
[GenerateSerializer, Immutable, Alias("SuggestionPosition")]
public readonly record struct SuggestionPosition([property: Id(0)] long Number, [property: Id(1)] string UserId);
