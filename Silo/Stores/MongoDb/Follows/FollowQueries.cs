using MongoDB.Driver;
using Reels.Grains.Interfaces;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.Projection;

namespace Reels.Silo.Stores.MongoDb.Follows;

internal static class FollowQueries
{
    public const string Collection = "follows";

    private static readonly FilterDefinitionBuilder<FollowDocument> Where = Builders<FollowDocument>.Filter;
    private static readonly SortDefinitionBuilder<FollowDocument> Sort = Builders<FollowDocument>.Sort;
    private static readonly UpdateDefinitionBuilder<FollowDocument> Then = Builders<FollowDocument>.Update;

    public static readonly MongoIndex[] Indexes =
    [
        new(Collection, """{"followeeId": 1, "on": 1, "createdAt": -1, "followerId": -1}"""),
        new(Collection, """{"followeeId": 1, "on": 1, "followerId": 1}"""),
        new(Collection, """{"followerId": 1, "on": 1, "createdAt": -1, "followeeId": -1}"""),
        new(Collection, """{"followerId": 1, "seq": -1}"""),
        new(Collection, """{"open.shard": 1, "open.leaseUntil": 1}""") { IsSparse = true },
        new(Collection, """{"unprojected": 1}""") { IsSparse = true },
        new(Collection, """{"uncounted.userId": 1, "uncounted.state": 1}""") { IsSparse = true },
    ];

    public static string IdOf(string follower, string followee) => $"{follower}:{followee}";

    /// <summary>The followee comes first, so that their edges are next to each other.</summary>
    public static string UnprojectedKey(Edge edge) => $"{edge.Followee}:{edge.Follower}";

    public static FilterDefinition<FollowDocument> ById(string follower, string followee) =>
        Where.Eq(edge => edge.Id, IdOf(follower, followee));

    public static FilterDefinition<FollowDocument> OnByIds(IEnumerable<string> ids) =>
        Where.In(edge => edge.Id, ids) & Where.Eq(edge => edge.On, true);

    public static FilterDefinition<FollowDocument> WithSeq(string follower, string followee, long seq) =>
        ById(follower, followee) & Where.Eq(edge => edge.Seq, seq);

    public static FilterDefinition<FollowDocument> Older(FollowDocument edge) =>
        Where.Eq(other => other.Id, edge.Id) & Where.Lt(other => other.Seq, edge.Seq);

    /// <summary>The edge as it was read. Work of one seq only becomes less.</summary>
    public static FilterDefinition<FollowDocument> Unchanged(Edge edge) =>
        WithSeq(edge.Follower, edge.Followee, edge.Seq)
            & Where.Eq(other => other.Pending, PendingNames.Of(edge.Pending));

    public static FilterDefinition<FollowDocument> Open(string follower, string followee, long seq) =>
        WithSeq(follower, followee, seq) & Where.Exists(edge => edge.Open);

    public static FilterDefinition<FollowDocument> WaitsForVisibleSince(string follower, string followee, long seq) =>
        WithSeq(follower, followee, seq) & Where.AnyEq(edge => edge.Pending, nameof(EdgePending.VisibleSince));

    public static FilterDefinition<FollowDocument> Settled(FollowDocument edge) =>
        Where.Eq(other => other.Id, edge.Id) & Where.Eq(other => other.Seq, edge.Seq)
            & Where.Size(other => other.Pending, 0);

    public static FilterDefinition<FollowDocument> OfFollower(string follower) =>
        Where.Eq(edge => edge.FollowerId, follower);

    public static FilterDefinition<FollowDocument> OfFollowee(string followee) =>
        Where.Eq(edge => edge.FolloweeId, followee);

    public static FilterDefinition<FollowDocument> OnOfFollower(string follower) =>
        OfFollower(follower) & Where.Eq(edge => edge.On, true);

    public static FilterDefinition<FollowDocument> OnOfFollowee(string followee) =>
        OfFollowee(followee) & Where.Eq(edge => edge.On, true);

    public static FilterDefinition<FollowDocument> OnOfFollowee(string followee, string? after) =>
        after is null ? OnOfFollowee(followee) : OnOfFollowee(followee) & Where.Gt(edge => edge.FollowerId, after);

    public static FilterDefinition<FollowDocument> FollowersBefore(string followee, PersonPosition? before) =>
        before is not { } place
            ? OnOfFollowee(followee)
            : OnOfFollowee(followee) & (Where.Lt(edge => edge.CreatedAt, place.At)
                | (Where.Eq(edge => edge.CreatedAt, place.At) & Where.Lt(edge => edge.FollowerId, place.UserId)));

    public static FilterDefinition<FollowDocument> FollowingBefore(string follower, PersonPosition? before) =>
        before is not { } place
            ? OnOfFollower(follower)
            : OnOfFollower(follower) & (Where.Lt(edge => edge.CreatedAt, place.At)
                | (Where.Eq(edge => edge.CreatedAt, place.At) & Where.Lt(edge => edge.FolloweeId, place.UserId)));

    public static FilterDefinition<FollowDocument> Lapsed(IEnumerable<int> shards, DateTimeOffset now) =>
        Where.In(edge => edge.Open!.Shard, shards) & Where.Lt(edge => edge.Open!.LeaseUntil, now)
            & Where.Exists("pending.0");

    /// <summary>By id. Erased edges are left out.</summary>
    public static FilterDefinition<FollowDocument> After(string id) =>
        Where.Gt(edge => edge.Id, id) & Where.Ne(edge => edge.Seq, FollowDocument.Erased);

    public static FilterDefinition<FollowDocument> Unprojected(string after) =>
        Where.Gt(edge => edge.Unprojected, after);

    /// <summary>From the colon to the character after it.</summary>
    public static FilterDefinition<FollowDocument> UnprojectedOf(string followee) =>
        Where.Gte(edge => edge.Unprojected, $"{followee}:") & Where.Lt(edge => edge.Unprojected, $"{followee};")
            & OfFollowee(followee);

    public static FilterDefinition<FollowDocument> UncountedAfter(string userId) =>
        Where.Gt(edge => edge.Uncounted!.UserId, userId);

    public static FilterDefinition<FollowDocument> UncountedOf(IEnumerable<string> userIds) =>
        Where.In(edge => edge.Uncounted!.UserId, userIds);

    public static FilterDefinition<FollowDocument> UncountedStates(IEnumerable<string> states) =>
        Where.In(edge => edge.Uncounted!.State, states);

    public static FilterDefinition<FollowDocument> Erased => Where.Eq(edge => edge.Seq, FollowDocument.Erased);

    public static SortDefinition<FollowDocument> InOrder => Sort.Ascending(edge => edge.Id);

    public static SortDefinition<FollowDocument> NewestFollowersFirst =>
        Sort.Descending(edge => edge.CreatedAt).Descending(edge => edge.FollowerId);

    public static SortDefinition<FollowDocument> NewestFolloweesFirst =>
        Sort.Descending(edge => edge.CreatedAt).Descending(edge => edge.FolloweeId);

    public static SortDefinition<FollowDocument> ByFollower => Sort.Ascending(edge => edge.FollowerId);

    public static SortDefinition<FollowDocument> HighestSeqFirst => Sort.Descending(edge => edge.Seq);

    public static SortDefinition<FollowDocument> LongestLapsedFirst => Sort.Ascending(edge => edge.Open!.LeaseUntil);

    public static SortDefinition<FollowDocument> ByUnprojected => Sort.Ascending(edge => edge.Unprojected);

    public static SortDefinition<FollowDocument> ByUncounted => Sort.Ascending(edge => edge.Uncounted!.UserId);

    /// <summary>The projection lacks this too.</summary>
    public static UpdateDefinition<FollowDocument> Settle(string follower, string followee, EdgePending done) => Then
        .PullAll(edge => edge.Pending, PendingNames.Of(done))
        .Set(edge => edge.Unprojected, $"{followee}:{follower}");

    public static UpdateDefinition<FollowDocument> SetVisibleSince(string follower, string followee,
        DateTimeOffset visibleSince) =>
        Settle(follower, followee, EdgePending.VisibleSince).Set(edge => edge.VisibleSince, visibleSince);

    public static UpdateDefinition<FollowDocument> Close => Then.Unset(edge => edge.Open);

    public static UpdateDefinition<FollowDocument> ExtendLease(DateTimeOffset leaseUntil) =>
        Then.Set(edge => edge.Open!.LeaseUntil, leaseUntil);

    public static UpdateDefinition<FollowDocument> MarkProjected => Then.Unset(edge => edge.Unprojected);

    public static UpdateDefinition<FollowDocument> MarkCounted => Then.Unset(edge => edge.Uncounted);

    /// <summary>Hides the edge from everything but the count of followers.</summary>
    public static UpdateDefinition<FollowDocument> Erase(string follower, string followee) => Then
        .Unset(edge => edge.FollowerId)
        .Unset(edge => edge.FolloweeId)
        .Unset(edge => edge.Open)
        .Unset(edge => edge.Unprojected)
        .Set(edge => edge.On, false)
        .Set(edge => edge.Seq, FollowDocument.Erased)
        .Set(edge => edge.Uncounted, FollowMark.Of(follower, followee, FollowDocument.Erased));
}
