using Reels.Grains.Interfaces.People;

namespace Reels.Grains.Interfaces.Users;

/// <summary>One edge of the follow graph, as the follower's timeline records it.</summary>
/// <param name="FolloweeId">The user who is, or was, followed.</param>
/// <param name="On">False where the follow has ended.</param>
/// <param name="Seq">Rises with each change by the follower.</param>
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
/// <param name="Edge">The edge as stored now, for the timeline; null where there never was one or nothing was
/// done.</param>
/// <param name="Followers">The followee's followers after the change; null where nothing was done or the count can't be
/// read.</param>
[GenerateSerializer, Immutable, Alias("FollowResult")]
public sealed record FollowResult([property: Id(0)] FollowStatus Status, [property: Id(1)] FollowEdge? Edge,
    [property: Id(2)] long? Followers);

public enum BlockStatus
{
    Done = 0,
    UserNotFound = 1,

    /// <summary>
    /// The block can't end yet: follows from before it must be ended first (<see cref="IUserGrain.EndFollow"/>, on both
    /// sides).
    /// </summary>
    FollowsNotEnded = 2,
}

/// <param name="Status">What happened.</param>
/// <param name="Edge">The ended follow of the blocker, for the blocker's timeline; null where there is nothing to
/// record.</param>
/// <param name="FollowsEnded">Whether no follow from before the block is left. If not, call
/// <see cref="IUserGrain.EndFollow"/> of the blocked user.</param>
[GenerateSerializer, Immutable, Alias("BlockResult")]
public sealed record BlockResult([property: Id(0)] BlockStatus Status, [property: Id(1)] FollowEdge? Edge,
    [property: Id(2)] bool FollowsEnded);

/// <summary>A person in a user's list of blocked people.</summary>
[GenerateSerializer, Immutable, Alias("BlockedPerson")]
public sealed record BlockedPersonView([property: Id(0)] UserSummaryView Summary,
    [property: Id(1)] DateTimeOffset BlockedAt);

/// <summary>A person whom a user may want to follow.</summary>
/// <param name="Mutuals">The number of the user's followees who follow this person.</param>
[GenerateSerializer, Immutable, Alias("Suggestion")]
public sealed record SuggestionView([property: Id(0)] PersonView Person, [property: Id(1)] long Mutuals);

/// <summary>
/// A place in a list of people ordered by a number, greatest first, then by user id, greatest first (ordinal).
/// </summary>
/// <param name="Number">Number of mutual friends, or of followers.</param>
/// <param name="UserId">The person at this place.</param>
[GenerateSerializer, Immutable, Alias("SuggestionPosition")]
public readonly record struct SuggestionPosition([property: Id(0)] long Number, [property: Id(1)] string UserId);
