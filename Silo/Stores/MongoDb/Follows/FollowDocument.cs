using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.Projection;

namespace Reels.Silo.Stores.MongoDb.Follows;

/// <summary>
/// An edge. One that was erased has lost its people, so that only its id finds it, and stays until the followee's
/// followers are counted without it.
/// </summary>
internal sealed record FollowDocument
{
    /// <summary>The seq of an erased edge: every state may replace it.</summary>
    public const long Erased = -1;

    /// <summary>Follower and followee, with a colon between.</summary>
    public required string Id { get; init; }

    public string? FollowerId { get; init; }

    public string? FolloweeId { get; init; }

    public bool On { get; init; }

    /// <summary>When the edge last changed.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset VisibleSince { get; init; }

    public DateTimeOffset BackfillUpTo { get; init; }

    public long Seq { get; init; }

    /// <summary>Names of the work that it still needs.</summary>
    public IReadOnlyList<string> Pending { get; init; } = [];

    /// <summary>Null where nothing is pending, so that an index has pending edges alone.</summary>
    public WorkLease? Open { get; init; }

    /// <summary>
    /// Followee and follower while the projection may lack this row, so that an index has these rows alone.
    /// </summary>
    public string? Unprojected { get; init; }

    /// <summary>Null where the followee's count of followers includes this state of the edge.</summary>
    public FollowMark? Uncounted { get; init; }

    /// <summary>Null where it was erased.</summary>
    public Edge? Edge => FollowerId is null || FolloweeId is null
        ? null
        : new(FollowerId, FolloweeId, On, CreatedAt, VisibleSince, BackfillUpTo, Seq,
            PendingNames.Parse<EdgePending>(Pending));

    public static FollowDocument Of(Edge edge, DateTimeOffset leaseUntil) => new()
    {
        Id = FollowQueries.IdOf(edge.Follower, edge.Followee),
        FollowerId = edge.Follower,
        FolloweeId = edge.Followee,
        On = edge.On,
        CreatedAt = edge.Since,
        VisibleSince = edge.VisibleSince,
        BackfillUpTo = edge.BackfillUpTo,
        Seq = edge.Seq,
        Pending = PendingNames.Of(edge.Pending),
        Open = edge.Pending == EdgePending.None
            ? null
            : new() { Shard = Shards.Of(edge.Follower), LeaseUntil = leaseUntil },
        Unprojected = FollowQueries.UnprojectedKey(edge),
        Uncounted = FollowMark.Of(edge.Follower, edge.Followee, edge.Seq),
    };
}

/// <summary>Says that one state of an edge isn't counted yet.</summary>
internal sealed record FollowMark
{
    /// <summary>The person whose followers are to be counted.</summary>
    public required string UserId { get; init; }

    /// <summary>The edge's id and seq: another state has another mark.</summary>
    public required string State { get; init; }

    public static FollowMark Of(string follower, string followee, long seq) =>
        new() { UserId = followee, State = $"{FollowQueries.IdOf(follower, followee)}:{seq}" };
}
