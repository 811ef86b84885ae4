using Orleans.Concurrency;
using Reels.Grains.Interfaces.Users;

namespace Reels.Grains.Interfaces.Relationships;

/// <summary>
/// Carries out a follow or a block as a whole: both users, the timeline of the user who acts, and the announcement to
/// the silos. A stateless worker; its key is 0. Calls interleave: the grain keeps nothing between them.
/// </summary>
[Alias("IRelationshipGrain")]
public interface IRelationshipGrain : IGrainWithIntegerKey
{
    /// <summary>Follows <paramref name="followeeId"/>. Repeating it changes nothing.</summary>
    [Alias("Follow"), AlwaysInterleave]
    Task<FollowOutcome> Follow(string followerId, string followeeId, CancellationToken cancellationToken = default);

    /// <summary>Unfollows. Repeating it changes nothing.</summary>
    [Alias("Unfollow"), AlwaysInterleave]
    Task<FollowOutcome> Unfollow(string followerId, string followeeId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Blocks: hides the two users from each other and ends their follows. Repeating it changes nothing. A follow that
    /// can't be ended within 1 s stays hidden, and recovery ends it.
    /// </summary>
    [Alias("Block"), AlwaysInterleave]
    Task<BlockStatus> Block(string blockerId, string blockedId, CancellationToken cancellationToken = default);

    /// <summary>Unblocks. Repeating it changes nothing. Follows don't come back.</summary>
    [Alias("Unblock"), AlwaysInterleave]
    Task<BlockStatus> Unblock(string blockerId, string blockedId, CancellationToken cancellationToken = default);

    /// <summary>For recovery: finishes a follow or unfollow that was cut off.</summary>
    [Alias("ResumeFollow"), AlwaysInterleave]
    Task ResumeFollow(string followerId, string followeeId);

    /// <summary>
    /// For recovery: ends a follow that a block forbids, and records it with the follower's timeline. Does nothing
    /// where there is no block.
    /// </summary>
    [Alias("EndFollow"), AlwaysInterleave]
    Task EndFollow(string followerId, string followeeId);
}

/// <param name="Status">What happened.</param>
/// <param name="Followers">The followee's followers after the change; null where nothing was done or the count can't be
/// read.</param>
[GenerateSerializer, Immutable, Alias("FollowOutcome")]
public sealed record FollowOutcome([property: Id(0)] FollowStatus Status, [property: Id(1)] long? Followers);
