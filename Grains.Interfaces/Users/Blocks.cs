using Reels.Grains.Interfaces.People;

namespace Reels.Grains.Interfaces.Users;

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
