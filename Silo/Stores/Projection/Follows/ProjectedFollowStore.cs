using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;

namespace Reels.Silo.Stores.Projection.Follows;

/// <summary>
/// Follows with a truth and a projection. The projection answers follower ids, counts and suggestions; the truth does
/// where the projection lags or is unavailable. The truth answers everything else. While it is unavailable, the
/// projection answers who is followed, and lists, unless it lags.
/// </summary>
/// <remarks>
/// <para>A post whose fan-out misses a follower would never reach them. So a page of follower ids first asks the truth
/// whether it has an edge to this followee that isn't projected. Only while the truth is unavailable it relies on the
/// silo's own knowledge of a lag. Counts and suggestions rely on that always.</para>
/// <para>Settled work reaches the projection by the catch-up. Until then it shows work as pending that is done, which
/// costs its readers time and no reel.</para>
/// <para>An erased edge may come back to the projection if the catch-up had just read it. So an erasure looks twice,
/// the second time when such work has ended (<c>docs/adr/0015-account-deletion.md</c>).</para>
/// </remarks>
internal sealed class ProjectedFollowStore(
    IFollowTruth truth, IFollowProjection projection, ILogger<ProjectedFollowStore> logger,
    TimeSpan callLimit)
    : ProjectedStore<Edge>("follows", truth, projection, logger, callLimit), IFollowStore
{
    private readonly IFollowTruth _truth = truth;
    private readonly IFollowProjection _projection = projection;

    public async ValueTask<Edge> SetAsync(Edge edge, DateTimeOffset leaseUntil, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(edge);
        var stored = await _truth.SetAsync(edge, leaseUntil, cancellationToken);

        // An edge with a higher seq is projected by the call that wrote it.
        if (stored.Seq == edge.Seq)
            await ProjectAsync(stored);

        return stored;
    }

    public ValueTask<Edge?> GetAsync(string follower, string followee, CancellationToken cancellationToken) =>
        _truth.GetAsync(follower, followee, cancellationToken);

    public ValueTask SettleAsync(string follower, string followee, long seq, EdgePending done,
        CancellationToken cancellationToken) => _truth.SettleAsync(follower, followee, seq, done, cancellationToken);

    public ValueTask SetVisibleSinceAsync(string follower, string followee, long seq, DateTimeOffset visibleSince,
        CancellationToken cancellationToken) =>
        _truth.SetVisibleSinceAsync(follower, followee, seq, visibleSince, cancellationToken);

    public ValueTask<long> LastSeqAsync(string follower, CancellationToken cancellationToken) =>
        _truth.LastSeqAsync(follower, cancellationToken);

    public ValueTask<IReadOnlyList<Edge>> ListFollowersAsync(string followee, PersonPosition? before, int limit,
        CancellationToken cancellationToken) => ReadTruthFirstAsync(
        token => _truth.ListFollowersAsync(followee, before, limit, token),
        token => _projection.ListFollowersAsync(followee, before, limit, token),
        cancellationToken);

    public ValueTask<IReadOnlyList<Edge>> ListFollowingAsync(string follower, PersonPosition? before, int limit,
        CancellationToken cancellationToken) => ReadTruthFirstAsync(
        token => _truth.ListFollowingAsync(follower, before, limit, token),
        token => _projection.ListFollowingAsync(follower, before, limit, token),
        cancellationToken);

    public async ValueTask<IReadOnlyList<string>> PageFollowerIdsAsync(string followee, string? after, int limit,
        CancellationToken cancellationToken) =>
        await HasUnprojectedFollowersAsync(followee, cancellationToken)
            ? await _truth.PageFollowerIdsAsync(followee, after, limit, cancellationToken)
            : await ReadProjectionFirstAsync(
                token => _truth.PageFollowerIdsAsync(followee, after, limit, token),
                token => _projection.PageFollowerIdsAsync(followee, after, limit, token),
                cancellationToken);

    public ValueTask<IReadOnlySet<string>> WhichFollowedAsync(string follower, IReadOnlyCollection<string> followees,
        CancellationToken cancellationToken) => ReadTruthFirstAsync(
        token => _truth.WhichFollowedAsync(follower, followees, token),
        token => _projection.WhichFollowedAsync(follower, followees, token),
        cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, FollowCounts>> CountsAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken) => ReadProjectionFirstAsync(
        token => _truth.CountsAsync(userIds, token),
        token => _projection.CountsAsync(userIds, token),
        cancellationToken);

    public ValueTask<bool> HasMoreFollowersAsync(string userId, long limit, CancellationToken cancellationToken) =>
        ReadProjectionFirstAsync(
            token => _truth.HasMoreFollowersAsync(userId, limit, token),
            token => _projection.HasMoreFollowersAsync(userId, limit, token),
            cancellationToken);

    public ValueTask<bool> FollowsMoreAsync(string userId, long limit, CancellationToken cancellationToken) =>
        _truth.FollowsMoreAsync(userId, limit, cancellationToken);

    public ValueTask<IReadOnlyList<SuggestionPosition>> SuggestAsync(
        string userId, SuggestionBounds bounds, SuggestionPosition? after, int limit,
        CancellationToken cancellationToken) => ReadProjectionFirstAsync(
        token => _truth.SuggestAsync(userId, bounds, after, limit, token),
        token => _projection.SuggestAsync(userId, bounds, after, limit, token),
        cancellationToken);

    public ValueTask<IReadOnlyList<SuggestionPosition>> MostFollowedAsync(SuggestionPosition? after, int limit,
        CancellationToken cancellationToken) => _truth.MostFollowedAsync(after, limit, cancellationToken);

    public ValueTask<IReadOnlyList<Edge>> ListLapsedAsync(IReadOnlyCollection<int> shards, DateTimeOffset now,
        int limit, CancellationToken cancellationToken) =>
        _truth.ListLapsedAsync(shards, now, limit, cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListPastFollowersAsync(string followee, int limit,
        CancellationToken cancellationToken) => _truth.ListPastFollowersAsync(followee, limit, cancellationToken);

    public async ValueTask EraseFollowersAsync(string followee, IReadOnlyCollection<string> followers,
        CancellationToken cancellationToken)
    {
        await _truth.EraseFollowersAsync(followee, followers, cancellationToken);
        try
        {
            await _projection.EraseFollowersAsync(followee, followers, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // The erasure of the user's own edges, which comes next, removes both directions there, or fails.
        }
    }

    public ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken) => EraseAsync(
        () => _truth.EraseAsync(userId, limit, cancellationToken),
        () => _projection.EraseAsync(userId, limit, cancellationToken));

    public ValueTask ExtendLeaseAsync(string follower, string followee, long seq, DateTimeOffset leaseUntil,
        CancellationToken cancellationToken) =>
        _truth.ExtendLeaseAsync(follower, followee, seq, leaseUntil, cancellationToken);

    private async ValueTask<bool> HasUnprojectedFollowersAsync(string followee, CancellationToken cancellationToken)
    {
        if (!IsCurrent)
            return true;
        try
        {
            return await ReadAsync(token => _truth.HasUnprojectedFollowersAsync(followee, token), cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }
}
