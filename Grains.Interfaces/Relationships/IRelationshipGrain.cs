using Orleans.Concurrency;
using Reels.Grains.Interfaces.Users;

namespace Reels.Grains.Interfaces.Relationships;

/// <summary>
/// A follow or a block as one act: both users, the actor's timeline, and the announcement to the silos. A stateless
/// worker; its key is 0. Calls interleave, because the grain keeps nothing between them.
/// </summary>
[Alias("IRelationshipGrain")]
public interface IRelationshipGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Makes <paramref name="followerId"/> follow <paramref name="followeeId"/>; repeating it changes nothing.
    /// </summary>
    [Alias("Follow"), AlwaysInterleave]
    Task<FollowOutcome> Follow(string followerId, string followeeId, CancellationToken cancellationToken = default);

    /// <summary>Ends the follow; repeating it changes nothing.</summary>
    [Alias("Unfollow"), AlwaysInterleave]
    Task<FollowOutcome> Unfollow(string followerId, string followeeId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Hides the two from each other and ends their follows; repeating it changes nothing. A follow that can't be ended
    /// within 1 s stays hidden, and recovery ends it.
    /// </summary>
    [Alias("Block"), AlwaysInterleave]
    Task<BlockStatus> Block(string blockerId, string blockedId, CancellationToken cancellationToken = default);

    /// <summary>Ends the block; repeating it changes nothing. Follows don't come back.</summary>
    [Alias("Unblock"), AlwaysInterleave]
    Task<BlockStatus> Unblock(string blockerId, string blockedId, CancellationToken cancellationToken = default);

    /// <summary>Finishes a follow or unfollow that was cut off. For recovery.</summary>
    [Alias("ResumeFollow"), AlwaysInterleave]
    Task ResumeFollow(string followerId, string followeeId);

    /// <summary>
    /// Ends a follow that a block forbids, and records it with the follower's timeline; does nothing where no block
    /// stands. For recovery.
    /// </summary>
    [Alias("EndFollow"), AlwaysInterleave]
    Task EndFollow(string followerId, string followeeId);
}

/// <param name="Status">What happened.</param>
/// <param name="Followers">The followee's followers after the change; null where nothing was done or the count can't be
/// known.</param>
[GenerateSerializer, Immutable, Alias("FollowOutcome")]
public sealed record FollowOutcome([property: Id(0)] FollowStatus Status, [property: Id(1)] long? Followers);
