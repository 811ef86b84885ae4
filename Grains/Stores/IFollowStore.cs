using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;

namespace Reels.Grains.Stores;

/// <summary>
/// Follows between users. An edge is a state that is fenced by its seq, and only its follower writes it.
/// </summary>
public interface IFollowStore
{
    /// <summary>
    /// Stores the edge where its seq is higher than the stored one; the counts and both lists change with it. Returns
    /// the edge that is stored then.
    /// </summary>
    /// <param name="leaseUntil">Until then <see cref="ListLapsedAsync"/> doesn't list a pending edge: its writer works
    /// on it.</param>
    ValueTask<Edge> SetAsync(Edge edge, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    ValueTask<Edge?> GetAsync(string follower, string followee, CancellationToken cancellationToken);

    /// <summary>
    /// Removes <paramref name="done"/> from what is pending, where the stored edge still has this seq.
    /// </summary>
    ValueTask SettleAsync(string follower, string followee, long seq, EdgePending done,
        CancellationToken cancellationToken);

    /// <summary>
    /// Stores what <see cref="EdgePending.VisibleSince"/> was waiting for, where the stored edge still has this seq,
    /// and removes it from what is pending. Repeating it changes nothing.
    /// </summary>
    ValueTask SetVisibleSinceAsync(string follower, string followee, long seq, DateTimeOffset visibleSince,
        CancellationToken cancellationToken);

    /// <summary>The highest seq that this follower has given to any edge; 0 where there is none.</summary>
    ValueTask<long> LastSeqAsync(string follower, CancellationToken cancellationToken);

    /// <summary>
    /// Edges that are on, to this followee, ordered by (since, follower) descending, strictly after
    /// <paramref name="before"/> in that order (null: from the first).
    /// </summary>
    ValueTask<IReadOnlyList<Edge>> ListFollowersAsync(string followee, PersonPosition? before, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Edges that are on, from this follower, ordered by (since, followee) descending, strictly after
    /// <paramref name="before"/> in that order (null: from the first).
    /// </summary>
    ValueTask<IReadOnlyList<Edge>> ListFollowingAsync(string follower, PersonPosition? before, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> ids of the followee's followers, ascending (ordinal), greater than
    /// <paramref name="after"/> (null: from the first).
    /// </summary>
    ValueTask<IReadOnlyList<string>> PageFollowerIdsAsync(string followee, string? after, int limit,
        CancellationToken cancellationToken);

    /// <summary>Those of <paramref name="followees"/> that the follower follows.</summary>
    ValueTask<IReadOnlySet<string>> WhichFollowedAsync(string follower, IReadOnlyCollection<string> followees,
        CancellationToken cancellationToken);

    /// <summary>
    /// Counts by user id, zeros included: exact, or as of at most a minute ago while the engine that has exact ones is
    /// unavailable.
    /// </summary>
    ValueTask<IReadOnlyDictionary<string, FollowCounts>> CountsAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken);

    /// <summary>
    /// Whether the user has more followers than this, exactly. It reads at most one more edge than the limit.
    /// </summary>
    ValueTask<bool> HasMoreFollowersAsync(string userId, long limit, CancellationToken cancellationToken);

    /// <summary>
    /// Whether the user follows more people than this, exactly. It reads at most one more edge than the limit.
    /// </summary>
    ValueTask<bool> FollowsMoreAsync(string userId, long limit, CancellationToken cancellationToken);

    /// <summary>
    /// Friends of friends: the followees of the user's followees, each with the number of the user's followees who
    /// follow them. The user, and people whom the user follows already, are left out. Ordered as
    /// <see cref="SuggestionPosition"/>, strictly after <paramref name="after"/> (null: from the first).
    /// </summary>
    ValueTask<IReadOnlyList<SuggestionPosition>> SuggestAsync(
        string userId, SuggestionBounds bounds, SuggestionPosition? after, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// People who have followers, each with the number of followers, as of at most a minute ago. Ordered as
    /// <see cref="SuggestionPosition"/>, strictly after <paramref name="after"/> (null: from the first).
    /// </summary>
    ValueTask<IReadOnlyList<SuggestionPosition>> MostFollowedAsync(SuggestionPosition? after, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> pending edges whose lease ended before <paramref name="now"/> and whose follower
    /// is in one of these <see cref="Shards"/>. Shards come in the given order; within a shard, the edge whose lease
    /// ended first comes first.
    /// </summary>
    ValueTask<IReadOnlyList<Edge>> ListLapsedAsync(IReadOnlyCollection<int> shards, DateTimeOffset now, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> ids of users who follow this user or have followed them, in any order.
    /// </summary>
    ValueTask<IReadOnlyList<string>> ListPastFollowersAsync(string followee, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Removes the edges, ended ones too, from these followers to a deleted user, together with the counts that they
    /// change.
    /// </summary>
    ValueTask EraseFollowersAsync(string followee, IReadOnlyCollection<string> followers,
        CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> edges, ended ones too, from a deleted user, together with the counts that
    /// they change. Returns how many; 0 when none is left and the user's own counts are removed.
    /// </summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Moves the lease of an edge that still has this seq, so that recovery tries a failing step again later, and not
    /// immediately.
    /// </summary>
    ValueTask ExtendLeaseAsync(string follower, string followee, long seq, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken);
}

/// <summary>Work that an edge still needs.</summary>
[Flags]
public enum EdgePending
{
    None = 0,

    /// <summary>
    /// The followee's newest reels are not yet rows of the follower's timeline: until then the timeline pulls the
    /// followee's list.
    /// </summary>
    Backfill = 1,

    /// <summary>The follower's timeline has not confirmed the edge.</summary>
    Timeline = 2,

    /// <summary>
    /// The followee's reels could not be read when the follow was made. Until they can, the feed has those that were
    /// made since the follow.
    /// </summary>
    VisibleSince = 4,
}

/// <param name="Follower">User id.</param>
/// <param name="Followee">User id.</param>
/// <param name="On">False where it has ended; the row is kept for its seq.</param>
/// <param name="Since">When it last changed, UTC.</param>
/// <param name="VisibleSince">The feed contains the followee's reels that were made at or after this time.</param>
/// <param name="BackfillUpTo">When the followee's newest reel was made, as the follow read it. While the backfill is
/// pending, reels up to this time are pulled.</param>
/// <param name="Seq">Rises with each change by the follower.</param>
/// <param name="Pending">Work that it still needs.</param>
public sealed record Edge(string Follower, string Followee, bool On, DateTimeOffset Since, DateTimeOffset VisibleSince,
    DateTimeOffset BackfillUpTo, long Seq, EdgePending Pending);

public readonly record struct FollowCounts(long Followers, long Following);

/// <summary>Limits of what suggestions read.</summary>
/// <param name="Followees">How many of the user's followees count: the newest.</param>
/// <param name="FolloweesOfEach">How many followees of each of these count: the newest.</param>
/// <param name="MaxFollowers">A followee of the user with more followers than this doesn't count.</param>
public sealed record SuggestionBounds(int Followees, int FolloweesOfEach, long MaxFollowers);
