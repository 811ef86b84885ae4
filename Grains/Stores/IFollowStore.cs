using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;

namespace Reels.Grains.Stores;

/// <summary>
/// Who follows whom. An edge is a state, applied with its seq as the fence, and is written by its follower alone.
/// </summary>
public interface IFollowStore
{
    /// <summary>
    /// Sets the edge to this state where its seq is above the stored one, and answers the edge as it then stands.
    /// Counts and both lists change with it.
    /// </summary>
    /// <param name="leaseUntil">Until then <see cref="ListLapsedAsync"/> leaves a pending edge to its writer.</param>
    ValueTask<Edge> SetAsync(Edge edge, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    ValueTask<Edge?> GetAsync(string follower, string followee, CancellationToken cancellationToken);

    /// <summary>Takes <paramref name="done"/> off what is pending, where the edge still has this seq.</summary>
    ValueTask SettleAsync(string follower, string followee, long seq, EdgePending done,
        CancellationToken cancellationToken);

    /// <summary>The highest seq that this follower has given to an edge; 0 where there is none.</summary>
    ValueTask<long> LastSeqAsync(string follower, CancellationToken cancellationToken);

    /// <summary>
    /// Edges that are on, to this followee, by (since, follower) descending, strictly after <paramref name="before"/>
    /// in that order.
    /// </summary>
    ValueTask<IReadOnlyList<Edge>> ListFollowersAsync(string followee, PersonPosition? before, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Edges that are on, from this follower, by (since, followee) descending, strictly after <paramref name="before"/>
    /// in that order.
    /// </summary>
    ValueTask<IReadOnlyList<Edge>> ListFollowingAsync(string follower, PersonPosition? before, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> ids of followers of <paramref name="followee"/> above <paramref name="after"/>
    /// (null: from the first), ascending (ordinal).
    /// </summary>
    ValueTask<IReadOnlyList<string>> PageFollowerIdsAsync(string followee, string? after, int limit,
        CancellationToken cancellationToken);

    /// <summary>Those of <paramref name="followees"/> whom the follower follows.</summary>
    ValueTask<IReadOnlySet<string>> WhichFollowedAsync(string follower, IReadOnlyCollection<string> followees,
        CancellationToken cancellationToken);

    /// <summary>Exact counts, zeros included, by user id.</summary>
    ValueTask<IReadOnlyDictionary<string, FollowCounts>> CountsAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken);

    /// <summary>
    /// Whom those follow whom the user follows, with by how many of them: neither the user nor whom they follow
    /// already, in the order of <see cref="SuggestionPosition"/>, strictly after <paramref name="after"/>.
    /// </summary>
    ValueTask<IReadOnlyList<SuggestionPosition>> SuggestAsync(
        string userId, SuggestionBounds bounds, SuggestionPosition? after, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Whom anybody follows, with by how many, in the order of <see cref="SuggestionPosition"/>, strictly after
    /// <paramref name="after"/>.
    /// </summary>
    ValueTask<IReadOnlyList<SuggestionPosition>> MostFollowedAsync(SuggestionPosition? after, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> edges with something pending whose lease ended before <paramref name="now"/> and
    /// whose follower is of these <see cref="Shards"/>: shard by shard in the order given, and in each first those
    /// whose lease ended first.
    /// </summary>
    ValueTask<IReadOnlyList<Edge>> ListLapsedAsync(IReadOnlyCollection<int> shards, DateTimeOffset now, int limit,
        CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="limit"/> ids of those who follow or have followed, in any order.</summary>
    ValueTask<IReadOnlyList<string>> ListPastFollowersAsync(string followee, int limit,
        CancellationToken cancellationToken);

    /// <summary>
    /// Removes the edges, ended ones too, from these followers to a deleted user, with the counts they change.
    /// </summary>
    ValueTask EraseFollowersAsync(string followee, IReadOnlyCollection<string> followers,
        CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> edges, ended ones too, from a deleted user, with the counts they change;
    /// answers how many, 0 when none is left and the user's own counts are gone.
    /// </summary>
    ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Moves the lease of an edge that still has this seq, so that a failing step is tried again later, not at once.
    /// </summary>
    ValueTask ExtendLeaseAsync(string follower, string followee, long seq, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken);
}

/// <summary>What an edge still waits for.</summary>
[Flags]
public enum EdgePending
{
    None = 0,

    /// <summary>
    /// The followee's newest reels are not yet rows of the follower's timeline: the follower merges them meanwhile.
    /// </summary>
    Backfill = 1,

    /// <summary>The follower's timeline has not confirmed that it knows the edge.</summary>
    Timeline = 2,
}

/// <param name="Follower">User id.</param>
/// <param name="Followee">User id.</param>
/// <param name="On">Whether the follow holds.</param>
/// <param name="Since">When it last changed, UTC.</param>
/// <param name="VisibleSince">The feed holds the followee's reels made at or after this.</param>
/// <param name="BackfillUpTo">When the followee's newest reel was made, as the follow found it: while the backfill is
/// pending those up to here are merged.</param>
/// <param name="Seq">Rising with each change by the follower.</param>
/// <param name="Pending">What it still waits for.</param>
public sealed record Edge(string Follower, string Followee, bool On, DateTimeOffset Since, DateTimeOffset VisibleSince,
    DateTimeOffset BackfillUpTo, long Seq, EdgePending Pending) : IFencedState;

public readonly record struct FollowCounts(long Followers, long Following);

/// <summary>How much suggestions read.</summary>
/// <param name="Followees">Of the user's followees, so many newest.</param>
/// <param name="FolloweesOfEach">Of the followees of each of these, so many newest.</param>
/// <param name="MaxFollowers">Of the user's followees, those whom more follow don't count.</param>
public sealed record SuggestionBounds(int Followees, int FolloweesOfEach, long MaxFollowers);
