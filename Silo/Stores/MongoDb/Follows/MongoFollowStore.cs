using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.Projection.Follows;

namespace Reels.Silo.Stores.MongoDb.Follows;

internal sealed class MongoFollowStore(MongoEngine engine, FollowerCounts counts) : IFollowTruth
{
    private const int MaxAttempts = 16;

    private readonly MongoCollection<FollowDocument> _follows =
        engine.Collection<FollowDocument>(FollowQueries.Collection);

    public async ValueTask<Edge> SetAsync(Edge edge, DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        var document = FollowDocument.Of(edge, leaseUntil);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // A follow is nearly always the first, and an unfollow never.
            if (edge.On
                ? await _follows.InsertAsync(document) || await ReplaceAsync(document)
                : await ReplaceAsync(document) || await _follows.InsertAsync(document))
            {
                return edge;
            }

            // Null where it was erased meanwhile; older where it was set meanwhile.
            if (await GetAsync(edge.Follower, edge.Followee, cancellationToken) is { } stored
                && stored.Seq >= edge.Seq)
            {
                return stored;
            }
        }

        throw StoreUnavailableException.Contended();
    }

    public async ValueTask<Edge?> GetAsync(string follower, string followee, CancellationToken cancellationToken) =>
        (await _follows.FindOneAsync(FollowQueries.ById(follower, followee), cancellationToken))?.Edge;

    public async ValueTask SettleAsync(string follower, string followee, long seq, EdgePending done,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await CloseAsync(await _follows.FindAndUpdateAsync(FollowQueries.Open(follower, followee, seq),
            FollowQueries.Settle(follower, followee, done)));
    }

    public async ValueTask SetVisibleSinceAsync(string follower, string followee, long seq, DateTimeOffset visibleSince,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await CloseAsync(await _follows.FindAndUpdateAsync(
            FollowQueries.WaitsForVisibleSince(follower, followee, seq),
            FollowQueries.SetVisibleSince(follower, followee, visibleSince)));
    }

    public async ValueTask<long> LastSeqAsync(string follower, CancellationToken cancellationToken) =>
        await _follows.FindAsync(FollowQueries.OfFollower(follower), FollowQueries.HighestSeqFirst, 1,
            cancellationToken) is [var last] ? last.Seq : 0;

    public async ValueTask<IReadOnlyList<Edge>> ListFollowersAsync(string followee, PersonPosition? before, int limit,
        CancellationToken cancellationToken) =>
        Edges(await _follows.FindAsync(FollowQueries.FollowersBefore(followee, before),
            FollowQueries.NewestFollowersFirst, limit, cancellationToken));

    public async ValueTask<IReadOnlyList<Edge>> ListFollowingAsync(string follower, PersonPosition? before, int limit,
        CancellationToken cancellationToken) =>
        Edges(await _follows.FindAsync(FollowQueries.FollowingBefore(follower, before),
            FollowQueries.NewestFolloweesFirst, limit, cancellationToken));

    public async ValueTask<IReadOnlyList<string>> PageFollowerIdsAsync(string followee, string? after, int limit,
        CancellationToken cancellationToken) =>
        [.. (await _follows.FindFieldAsync(FollowQueries.OnOfFollowee(followee, after), edge => edge.FollowerId,
            FollowQueries.ByFollower, limit, cancellationToken)).Select(edge => edge.FollowerId!)];

    public async ValueTask<IReadOnlySet<string>> WhichFollowedAsync(string follower,
        IReadOnlyCollection<string> followees, CancellationToken cancellationToken) =>
        (await _follows.FindAnyAsync(followees.Select(followee => FollowQueries.IdOf(follower, followee)),
            FollowQueries.OnByIds, cancellationToken)).Select(edge => edge.FolloweeId!).ToHashSet();

    public async ValueTask<IReadOnlyDictionary<string, FollowCounts>> CountsAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken) => await counts.ReadAsync(userIds, cancellationToken);

    public async ValueTask<bool> HasMoreFollowersAsync(string userId, long limit,
        CancellationToken cancellationToken) => await counts.HasMoreFollowersAsync(userId, limit, cancellationToken);

    public async ValueTask<bool> FollowsMoreAsync(string userId, long limit, CancellationToken cancellationToken) =>
        await counts.FollowsMoreAsync(userId, limit, cancellationToken);

    /// <summary>Friends of friends need a graph: without it there are none, and not few.</summary>
    public ValueTask<IReadOnlyList<SuggestionPosition>> SuggestAsync(
        string userId, SuggestionBounds bounds, SuggestionPosition? after, int limit,
        CancellationToken cancellationToken) => ValueTask.FromException<IReadOnlyList<SuggestionPosition>>(
        new StoreUnavailableException(Engines.Neo4j, outcomeUnknown: false));

    public async ValueTask<IReadOnlyList<SuggestionPosition>> MostFollowedAsync(SuggestionPosition? after, int limit,
        CancellationToken cancellationToken) => await counts.MostFollowedAsync(after, limit, cancellationToken);

    public async ValueTask<IReadOnlyList<Edge>> ListLapsedAsync(IReadOnlyCollection<int> shards, DateTimeOffset now,
        int limit, CancellationToken cancellationToken) =>
        Edges(await LapsedWork.ListAsync(shards, limit, edge => edge.Open!.Shard,
            (some, count) => _follows.FindAsync(FollowQueries.Lapsed(some, now), FollowQueries.LongestLapsedFirst,
                count, cancellationToken)));

    public async ValueTask<IReadOnlyList<string>> ListPastFollowersAsync(string followee, int limit,
        CancellationToken cancellationToken) =>
        [.. (await _follows.FindFieldAsync(FollowQueries.OfFollowee(followee), edge => edge.FollowerId, null, limit,
            cancellationToken)).Select(edge => edge.FollowerId!)];

    public async ValueTask EraseFollowersAsync(string followee, IReadOnlyCollection<string> followers,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await EraseAsync(followers.Select(follower => (follower, followee)));
    }

    public async ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken)
    {
        var edges = await _follows.FindAsync(FollowQueries.OfFollower(userId), null, limit, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (edges.Count == 0)
            await counts.RemoveAsync(userId);
        else
            await EraseAsync(edges.Select(edge => (userId, edge.FolloweeId!)));
        return edges.Count;
    }

    public async ValueTask ExtendLeaseAsync(string follower, string followee, long seq, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _follows.UpdateOneAsync(
            FollowQueries.Open(follower, followee, seq), FollowQueries.ExtendLease(leaseUntil));
    }

    public async ValueTask<IReadOnlyList<Edge>> ListUnprojectedAsync(Edge? after, int limit,
        CancellationToken cancellationToken) =>
        Edges(await _follows.FindAsync(
            FollowQueries.Unprojected(after is null ? "" : FollowQueries.UnprojectedKey(after)),
            FollowQueries.ByUnprojected, limit, cancellationToken));

    public async ValueTask MarkProjectedAsync(IReadOnlyList<Edge> rows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _follows.UpdateEachAsync(
            [.. rows.Select(row => (FollowQueries.Unchanged(row), FollowQueries.MarkProjected))]);
    }

    public async ValueTask<IReadOnlyList<Edge>> ListAllAsync(string after, int limit,
        CancellationToken cancellationToken) =>
        Edges(await _follows.FindAsync(FollowQueries.After(after), FollowQueries.InOrder, limit, cancellationToken));

    public async ValueTask<bool> HasUnprojectedFollowersAsync(string followee, CancellationToken cancellationToken) =>
        await _follows.FindOneAsync(FollowQueries.UnprojectedOf(followee), cancellationToken) is not null;

    private Task<bool> ReplaceAsync(FollowDocument edge) => _follows.ReplaceAsync(FollowQueries.Older(edge), edge);

    /// <summary>Takes an edge without pending work out of the list of lapsed ones.</summary>
    private async Task CloseAsync(FollowDocument? edge)
    {
        if (edge is { Pending.Count: 0, Open: not null })
        {
            await AfterCommit.RunAsync(
                () => _follows.UpdateOneAsync(FollowQueries.Settled(edge), FollowQueries.Close));
        }
    }

    private async Task EraseAsync(IEnumerable<(string Follower, string Followee)> edges)
    {
        (string, string)[] all = [.. edges];
        if (all.Length > 0)
        {
            await _follows.UpdateEachAsync([.. all.Select(edge => (FollowQueries.ById(edge.Item1, edge.Item2),
                FollowQueries.Erase(edge.Item1, edge.Item2)))]);
        }
    }

    /// <summary>Indexes by people, and by work, have no erased edge.</summary>
    private static List<Edge> Edges(IEnumerable<FollowDocument> found) => [.. found.Select(edge => edge.Edge!)];
}
