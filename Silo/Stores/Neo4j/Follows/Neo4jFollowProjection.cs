using Neo4j.Driver;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Neo4j.Engine;
using Reels.Silo.Stores.Projection;
using Reels.Silo.Stores.Projection.Follows;

namespace Reels.Silo.Stores.Neo4j.Follows;

/// <summary>A follow is an edge FOLLOWS, or LEFT when it has ended, with its seq.</summary>
internal sealed class Neo4jFollowProjection : IFollowProjection
{
    private readonly Neo4jSession _session;
    private readonly GroupedRows<Edge> _puts;

    public Neo4jFollowProjection(Neo4jSession session) => (_session, _puts) = (session, new(WriteAsync));

    public ValueTask PutAsync(IReadOnlyList<Edge> rows, CancellationToken cancellationToken) =>
        new(_puts.WriteAsync(rows, cancellationToken));

    public async ValueTask<IReadOnlyList<Difference<Edge>>> ListDifferingAsync(IReadOnlyList<Edge> rows,
        CancellationToken cancellationToken)
    {
        var edges = rows.ToDictionary(row => (row.Follower, row.Followee));
        return await _session.ReadAsync(
            FollowCommands.ListDiffering(rows),
            record => new Difference<Edge>(
                edges[(record.Text("follower"), record.Text("followee"))], record["seq"].As<long?>()),
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Edge>> ListFollowersAsync(string followee, PersonPosition? before, int limit,
        CancellationToken cancellationToken) => await _session.ReadAsync(
        FollowCommands.Page(FollowQueries.ListFollowers, followee, before, limit), FollowRows.Map, cancellationToken);

    public async ValueTask<IReadOnlyList<Edge>> ListFollowingAsync(string follower, PersonPosition? before, int limit,
        CancellationToken cancellationToken) => await _session.ReadAsync(
        FollowCommands.Page(FollowQueries.ListFollowing, follower, before, limit), FollowRows.Map, cancellationToken);

    public async ValueTask<IReadOnlyList<string>> PageFollowerIdsAsync(string followee, string? after, int limit,
        CancellationToken cancellationToken) => await _session.ReadAsync(
        FollowCommands.PageFollowerIds(followee, after, limit),
        record => record.Text("id"), cancellationToken);

    public async ValueTask<IReadOnlySet<string>> WhichFollowedAsync(string follower,
        IReadOnlyCollection<string> followees, CancellationToken cancellationToken) => (await _session.ReadAsync(
        FollowCommands.WhichFollowed(follower, followees),
        record => record.Text("other"), cancellationToken)).ToHashSet();

    public async ValueTask<IReadOnlyDictionary<string, FollowCounts>> CountsAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken)
    {
        var counts = userIds.Distinct().ToDictionary(id => id, _ => default(FollowCounts));
        var found = await _session.ReadAsync(
            FollowCommands.Counts(counts.Keys),
            record => (Id: record.Text("id"),
                Counts: new FollowCounts(record["followers"].As<long>(), record["following"].As<long>())),
            cancellationToken);
        foreach (var (id, ofId) in found)
            counts[id] = ofId;
        return counts;
    }

    public async ValueTask<bool> HasMoreFollowersAsync(string userId, long limit,
        CancellationToken cancellationToken) =>
        (await CountsAsync([userId], cancellationToken))[userId].Followers > limit;

    public async ValueTask<IReadOnlyList<SuggestionPosition>> SuggestAsync(
        string userId, SuggestionBounds bounds, SuggestionPosition? after, int limit,
        CancellationToken cancellationToken) => await _session.ReadAsync(
        FollowCommands.Suggest(userId, bounds, after, limit),
        record => new SuggestionPosition(record["number"].As<long>(), record.Text("other")), cancellationToken);

    public async ValueTask EraseFollowersAsync(string followee, IReadOnlyCollection<string> followers,
        CancellationToken cancellationToken)
    {
        foreach (var some in followers.Chunk(Erasures.MaxEdges))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await _session.WriteAsync(FollowCommands.EraseFollowers(followee, some), cancellationToken);
        }
    }

    public async ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken) =>
        (await _session.WriteAsync(
            FollowCommands.Erase(userId, limit),
            record => record["erased"].As<int>(), cancellationToken))[0];

    private Task WriteAsync(IReadOnlyList<Edge> rows) =>
        _session.WriteAsync(FollowCommands.Put(rows), CancellationToken.None, nameof(PutAsync));
}
