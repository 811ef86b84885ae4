using Neo4j.Driver;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Neo4j.Engine;
using Reels.Silo.Stores.Projection;

namespace Reels.Silo.Stores.Neo4j.Follows;

/// <summary>Edges as values of statements.</summary>
internal static class FollowRows
{
    /// <summary>One row for each pair of people, in an order in which two transactions rarely meet.</summary>
    public static List<Dictionary<string, object?>> Of(IEnumerable<Edge> edges) =>
    [
        .. edges.GroupBy(edge => (edge.Follower, edge.Followee))
            .Select(same => same.Aggregate(Combine))
            .OrderBy(edge => edge.Follower, StringComparer.Ordinal)
            .ThenBy(edge => edge.Followee, StringComparer.Ordinal)
            .Select(Values),
    ];

    public static Edge Map(IRecord record) => new(
        record.Text("follower"), record.Text("followee"), true, record.Time("since"), record.Time("visibleSince"),
        record.Time("backfillUpTo"), record["seq"].As<long>(),
        PendingNames.Parse<EdgePending>(record["pending"].As<List<string>>()));

    private static Edge Combine(Edge one, Edge other)
    {
        if (one.Seq != other.Seq)
            return one.Seq > other.Seq ? one : other;
        var isFound = one.Pending.HasFlag(EdgePending.VisibleSince)
            && !other.Pending.HasFlag(EdgePending.VisibleSince);
        return one with
        {
            Pending = one.Pending & other.Pending,
            VisibleSince = isFound ? other.VisibleSince : one.VisibleSince,
        };
    }

    private static Dictionary<string, object?> Values(Edge edge) => new()
    {
        ["follower"] = edge.Follower,
        ["followee"] = edge.Followee,
        ["on"] = edge.On,
        ["since"] = edge.Since.ToUniversalTime(),
        ["visibleSince"] = edge.VisibleSince.ToUniversalTime(),
        ["backfillUpTo"] = edge.BackfillUpTo.ToUniversalTime(),
        ["seq"] = edge.Seq,
        ["pending"] = PendingNames.Of(edge.Pending),
    };
}
