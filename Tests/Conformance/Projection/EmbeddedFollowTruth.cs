using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded;
using Reels.Silo.Stores.Embedded.Follows;
using Reels.Silo.Stores.Projection.Follows;

namespace Reels.Tests.Conformance.Projection;

/// <summary>The follows of an embedded database as a truth.</summary>
internal sealed class EmbeddedFollowTruth(EmbeddedStores stores) : IFollowTruth
{
    private const string List = """
        SELECT follower, followee FROM unprojected_follows WHERE (follower, followee) > ($follower, $followee)
        ORDER BY follower, followee LIMIT $limit
        """;

    private const string Mark = """
        DELETE FROM unprojected_follows WHERE follower = $follower AND followee = $followee
            AND EXISTS (SELECT 1 FROM follows
            WHERE follower = $follower AND followee = $followee AND seq = $seq AND pending = $pending)
        """;

    private const string All = """
        SELECT follower, followee FROM follows WHERE follower || ':' || followee > $after
        ORDER BY follower, followee LIMIT $limit
        """;

    private const string HasOfFollowee = "SELECT 1 FROM unprojected_follows WHERE followee = $followee LIMIT 1";

    private readonly IFollowStore _follows = stores.Follows;

    public ValueTask<IReadOnlyList<Edge>> ListUnprojectedAsync(Edge? after, int limit,
        CancellationToken cancellationToken) => stores.Database.ReadTogetherAsync<IReadOnlyList<Edge>>(
        session => [.. session[List]
            .With("$follower", after?.Follower ?? "").With("$followee", after?.Followee ?? "").With("$limit", limit)
            .List(row => (Follower: row.GetString(0), Followee: row.GetString(1)))
            .Select(key => SqliteFollowStore.Get(session, key.Follower, key.Followee)!)],
        cancellationToken);

    public ValueTask<IReadOnlyList<Edge>> ListAllAsync(string after, int limit,
        CancellationToken cancellationToken) => stores.Database.ReadTogetherAsync<IReadOnlyList<Edge>>(
        session => [.. session[All].With("$after", after).With("$limit", limit)
            .List(row => SqliteFollowStore.Get(session, row.GetString(0), row.GetString(1))!)],
        cancellationToken);

    public ValueTask MarkProjectedAsync(IReadOnlyList<Edge> rows, CancellationToken cancellationToken) =>
        new(stores.Database.WriteAsync(
            session =>
            {
                foreach (var row in rows)
                {
                    session[Mark].With("$follower", row.Follower).With("$followee", row.Followee).With("$seq", row.Seq)
                        .With("$pending", (long)row.Pending).Run();
                }
            },
            cancellationToken));

    public ValueTask<bool> HasUnprojectedFollowersAsync(string followee, CancellationToken cancellationToken) =>
        stores.Database.ReadAsync(session => session[HasOfFollowee].With("$followee", followee).Any(),
            cancellationToken);

    public ValueTask<Edge> SetAsync(Edge edge, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        _follows.SetAsync(edge, leaseUntil, cancellationToken);

    public ValueTask<Edge?> GetAsync(string follower, string followee, CancellationToken cancellationToken) =>
        _follows.GetAsync(follower, followee, cancellationToken);

    public ValueTask SettleAsync(string follower, string followee, long seq, EdgePending done,
        CancellationToken cancellationToken) => _follows.SettleAsync(follower, followee, seq, done, cancellationToken);

    public ValueTask SetVisibleSinceAsync(string follower, string followee, long seq, DateTimeOffset visibleSince,
        CancellationToken cancellationToken) =>
        _follows.SetVisibleSinceAsync(follower, followee, seq, visibleSince, cancellationToken);

    public ValueTask<long> LastSeqAsync(string follower, CancellationToken cancellationToken) =>
        _follows.LastSeqAsync(follower, cancellationToken);

    public ValueTask<IReadOnlyList<Edge>> ListFollowersAsync(string followee, PersonPosition? before, int limit,
        CancellationToken cancellationToken) =>
        _follows.ListFollowersAsync(followee, before, limit, cancellationToken);

    public ValueTask<IReadOnlyList<Edge>> ListFollowingAsync(string follower, PersonPosition? before, int limit,
        CancellationToken cancellationToken) =>
        _follows.ListFollowingAsync(follower, before, limit, cancellationToken);

    public ValueTask<IReadOnlyList<string>> PageFollowerIdsAsync(string followee, string? after, int limit,
        CancellationToken cancellationToken) =>
        _follows.PageFollowerIdsAsync(followee, after, limit, cancellationToken);

    public ValueTask<IReadOnlySet<string>> WhichFollowedAsync(string follower, IReadOnlyCollection<string> followees,
        CancellationToken cancellationToken) => _follows.WhichFollowedAsync(follower, followees, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, FollowCounts>> CountsAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken) => _follows.CountsAsync(userIds, cancellationToken);

    public ValueTask<bool> HasMoreFollowersAsync(string userId, long limit, CancellationToken cancellationToken) =>
        _follows.HasMoreFollowersAsync(userId, limit, cancellationToken);

    public ValueTask<bool> FollowsMoreAsync(string userId, long limit, CancellationToken cancellationToken) =>
        _follows.FollowsMoreAsync(userId, limit, cancellationToken);

    /// <summary>As the truth of silos, which has no graph.</summary>
    public ValueTask<IReadOnlyList<SuggestionPosition>> SuggestAsync(
        string userId, SuggestionBounds bounds, SuggestionPosition? after, int limit,
        CancellationToken cancellationToken) => ValueTask.FromException<IReadOnlyList<SuggestionPosition>>(
        new StoreUnavailableException(Engines.Neo4j, outcomeUnknown: false));

    public ValueTask<IReadOnlyList<SuggestionPosition>> MostFollowedAsync(SuggestionPosition? after, int limit,
        CancellationToken cancellationToken) => _follows.MostFollowedAsync(after, limit, cancellationToken);

    public ValueTask<IReadOnlyList<Edge>> ListLapsedAsync(IReadOnlyCollection<int> shards, DateTimeOffset now,
        int limit, CancellationToken cancellationToken) =>
        _follows.ListLapsedAsync(shards, now, limit, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListPastFollowersAsync(string followee, int limit,
        CancellationToken cancellationToken) => _follows.ListPastFollowersAsync(followee, limit, cancellationToken);

    public ValueTask EraseFollowersAsync(string followee, IReadOnlyCollection<string> followers,
        CancellationToken cancellationToken) => _follows.EraseFollowersAsync(followee, followers, cancellationToken);

    public ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken) =>
        _follows.EraseAsync(userId, limit, cancellationToken);

    public ValueTask ExtendLeaseAsync(string follower, string followee, long seq, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken) =>
        _follows.ExtendLeaseAsync(follower, followee, seq, leaseUntil, cancellationToken);
}
