using Microsoft.Data.Sqlite;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Embedded.Engine;

namespace Reels.Silo.Stores.Embedded.Follows;

internal sealed class SqliteFollowStore(EmbeddedDatabase database) : IFollowStore
{
    public ValueTask<Edge> SetAsync(Edge edge, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => Set(session, edge, leaseUntil), cancellationToken));

    public ValueTask<Edge?> GetAsync(string follower, string followee, CancellationToken cancellationToken) =>
        database.ReadAsync(session => Get(session, follower, followee), cancellationToken);

    public ValueTask SettleAsync(string follower, string followee, long seq, EdgePending done,
        CancellationToken cancellationToken) => new(database.WriteAsync(
        session =>
        {
            Bind(session[FollowQueries.Settle], follower, followee).With("$seq", seq).With("$done", (long)done)
                .Run();
        },
        cancellationToken));

    public ValueTask SetVisibleSinceAsync(string follower, string followee, long seq, DateTimeOffset visibleSince,
        CancellationToken cancellationToken) => new(database.WriteAsync(
        session =>
        {
            Bind(session[FollowQueries.SetVisibleSince], follower, followee).With("$seq", seq)
                .With("$at", visibleSince).Run();
        },
        cancellationToken));

    public ValueTask<long> LastSeqAsync(string follower, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session[FollowQueries.Counts].With("$user", follower).First(row => row.GetInt64(2)),
            cancellationToken);

    public ValueTask<IReadOnlyList<Edge>> ListFollowersAsync(string followee, PersonPosition? before, int limit,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Edge>>(
            session => session[FollowQueries.ListFollowers].With("$followee", followee).Before(before)
                .With("$limit", limit).List(Map),
            cancellationToken);

    public ValueTask<IReadOnlyList<Edge>> ListFollowingAsync(string follower, PersonPosition? before, int limit,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Edge>>(
            session => session[FollowQueries.ListFollowing].With("$follower", follower).Before(before)
                .With("$limit", limit).List(Map),
            cancellationToken);

    public ValueTask<IReadOnlyList<string>> PageFollowerIdsAsync(string followee, string? after, int limit,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(
            session => session[FollowQueries.PageFollowerIds]
                .With("$followee", followee)
                .With("$after", after ?? "")
                .With("$limit", limit)
                .List(row => row.GetString(0)),
            cancellationToken);

    public ValueTask<IReadOnlySet<string>> WhichFollowedAsync(string follower, IReadOnlyCollection<string> followees,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlySet<string>>(
            session => session[FollowQueries.WhichFollowed].With("$follower", follower).WithAll("$followees", followees)
                .List(row => row.GetString(0)).ToHashSet(),
            cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, FollowCounts>> CountsAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken) =>
        database.ReadTogetherAsync<IReadOnlyDictionary<string, FollowCounts>>(
            session => userIds.Distinct().ToDictionary(id => id, id => CountsOf(session, id)),
            cancellationToken);

    public ValueTask<bool> HasMoreFollowersAsync(string userId, long limit, CancellationToken cancellationToken) =>
        database.ReadAsync(session => CountsOf(session, userId).Followers > limit, cancellationToken);

    public ValueTask<bool> FollowsMoreAsync(string userId, long limit, CancellationToken cancellationToken) =>
        database.ReadAsync(session => CountsOf(session, userId).Following > limit, cancellationToken);

    public ValueTask<IReadOnlyList<SuggestionPosition>> SuggestAsync(
        string userId, SuggestionBounds bounds, SuggestionPosition? after, int limit,
        CancellationToken cancellationToken) =>
        database.ReadTogetherAsync(session => SuggestionRows.Read(session, userId, bounds, after, limit),
            cancellationToken);

    public ValueTask<IReadOnlyList<SuggestionPosition>> MostFollowedAsync(SuggestionPosition? after, int limit,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<SuggestionPosition>>(
            session => session[FollowQueries.MostFollowed]
                .With("$number", after?.Number ?? long.MaxValue)
                .With("$user", after?.UserId ?? "")
                .With("$limit", limit)
                .List(row => new SuggestionPosition(row.GetInt64(0), row.GetString(1))),
            cancellationToken);

    public ValueTask<IReadOnlyList<Edge>> ListLapsedAsync(IReadOnlyCollection<int> shards, DateTimeOffset now,
        int limit, CancellationToken cancellationToken) =>
        database.ReadTogetherAsync(
            session => session.ListLapsed(FollowQueries.ListLapsed, shards, now, limit, Map),
            cancellationToken);

    public ValueTask ExtendLeaseAsync(string follower, string followee, long seq, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken) =>
        new(database.WriteAsync(
            session =>
            {
                Bind(session[FollowQueries.ExtendLease], follower, followee).With("$seq", seq)
                    .With("$lease", leaseUntil).Run();
            },
            cancellationToken));

    public ValueTask<IReadOnlyList<string>> ListPastFollowersAsync(string followee, int limit,
        CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<string>>(
            session => session[FollowQueries.ListPastFollowers].With("$user", followee).With("$limit", limit)
                .List(row => row.GetString(0)),
            cancellationToken);

    public ValueTask EraseFollowersAsync(string followee, IReadOnlyCollection<string> followers,
        CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => FollowErasure.RemoveFollowers(session, followee, followers),
            cancellationToken));

    public ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken) =>
        new(database.WriteAsync(session => FollowErasure.RemoveFollowees(session, userId, limit), cancellationToken));

    private static Edge Set(SqliteSession session, Edge edge, DateTimeOffset leaseUntil)
    {
        var before = Get(session, edge.Follower, edge.Followee);
        if (before is not null && before.Seq >= edge.Seq)
            return before;

        Bind(session[FollowQueries.Set], edge.Follower, edge.Followee)
            .With("$on", edge.On)
            .With("$since", edge.Since)
            .With("$floor", edge.VisibleSince)
            .With("$top", edge.BackfillUpTo)
            .With("$seq", edge.Seq)
            .With("$pending", (long)edge.Pending)
            .With("$shard", Shards.Of(edge.Follower))
            .With("$lease", leaseUntil)
            .Run();
        var change = (edge.On ? 1L : 0L) - (before is { On: true } ? 1L : 0L);
        session[FollowQueries.CountForFollower].With("$user", edge.Follower).With("$change", change)
            .With("$seq", edge.Seq).Run();
        if (change != 0)
            session[FollowQueries.CountForFollowee].With("$user", edge.Followee).With("$change", change).Run();

        return edge;
    }

    internal static Edge? Get(SqliteSession session, string follower, string followee) =>
        Bind(session[FollowQueries.Get], follower, followee).First(Map);

    private static SqliteStatement Bind(SqliteStatement statement, string follower, string followee) =>
        statement.With("$follower", follower).With("$followee", followee);

    private static Edge Map(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetBoolean(2), row.Time(3), row.Time(4), row.Time(5), row.GetInt64(6),
        (EdgePending)row.GetInt32(7));

    private static FollowCounts CountsOf(SqliteSession session, string userId) => session[FollowQueries.Counts]
        .With("$user", userId).First(row => new FollowCounts(row.GetInt64(0), row.GetInt64(1)));
}
