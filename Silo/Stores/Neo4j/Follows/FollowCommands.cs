using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Neo4j.Engine;

namespace Reels.Silo.Stores.Neo4j.Follows;

/// <summary>The statements with their parameters.</summary>
internal static class FollowCommands
{
    /// <summary>Each statement, for so many people.</summary>
    public static IEnumerable<Cypher> Samples(string[] ids) =>
    [
        Put(EdgesOf(ids)), ListDiffering(EdgesOf(ids)),
        Page(FollowQueries.ListFollowers, ids[0], null, 1), Page(FollowQueries.ListFollowing, ids[0], null, 1),
        PageFollowerIds(ids[0], ids[0], 1), WhichFollowed(ids[0], ids), Counts(ids),
        Suggest(ids[0], new(1, 1, 1), null, 1), EraseFollowers(ids[0], ids), Erase(ids[0], 1),
    ];

    public static Cypher Put(IEnumerable<Edge> edges) => FollowQueries.Put.With(("rows", FollowRows.Of(edges)));

    public static Cypher ListDiffering(IEnumerable<Edge> edges) =>
        FollowQueries.ListDiffering.With(("rows", FollowRows.Of(edges)));

    public static Cypher Page(string statement, string user, PersonPosition? before, int limit) =>
        statement.With(("user", user), ("at", before.Time()), ("id", before.Id()), ("limit", limit));

    public static Cypher PageFollowerIds(string followee, string? after, int limit) =>
        FollowQueries.PageFollowerIds.With(("user", followee), ("after", after ?? ""), ("limit", limit));

    public static Cypher WhichFollowed(string follower, IEnumerable<string> followees) =>
        FollowQueries.WhichFollowed.With(("user", follower), ("others", followees.Distinct().ToList()));

    public static Cypher Counts(IEnumerable<string> ids) => FollowQueries.Counts.With(("ids", ids.ToList()));

    public static Cypher Suggest(string userId, SuggestionBounds bounds, SuggestionPosition? after, int limit) =>
        FollowQueries.Suggest.With(
            ("user", userId), ("followees", bounds.Followees), ("followeesOfEach", bounds.FolloweesOfEach),
            ("maxFollowers", bounds.MaxFollowers), ("number", after?.Number ?? long.MaxValue),
            ("after", after?.UserId ?? ""), ("limit", limit));

    public static Cypher EraseFollowers(string followee, IEnumerable<string> followers) =>
        FollowQueries.EraseFollowers.With(("user", followee), ("others", followers.ToList()));

    public static Cypher Erase(string userId, int limit) =>
        FollowQueries.Erase.With(("user", userId), ("limit", Math.Min(limit, Erasures.MaxEdges)));

    private static IEnumerable<Edge> EdgesOf(string[] ids) =>
        ids.Select(id => new Edge(id, id, true, default, default, default, 0, EdgePending.None));
}
