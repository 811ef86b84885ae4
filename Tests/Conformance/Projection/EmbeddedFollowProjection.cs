using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Silo.Stores.Projection;
using Reels.Silo.Stores.Projection.Follows;

namespace Reels.Tests.Conformance.Projection;

/// <summary>The follows of another embedded database as the projection.</summary>
internal sealed class EmbeddedFollowProjection(IFollowStore follows) : IFollowProjection
{
    public async ValueTask PutAsync(IReadOnlyList<Edge> rows, CancellationToken cancellationToken) =>
        await Task.WhenAll(rows.Select(row => PutAsync(row, cancellationToken)));

    public async ValueTask<IReadOnlyList<Difference<Edge>>> ListDifferingAsync(IReadOnlyList<Edge> rows,
        CancellationToken cancellationToken)
    {
        var differing = new List<Difference<Edge>>();
        foreach (var row in rows)
        {
            var stored = await follows.GetAsync(row.Follower, row.Followee, cancellationToken);
            if ((stored?.Seq, stored?.On, stored?.Pending) != (row.Seq, row.On, row.Pending))
                differing.Add(new(row, stored?.Seq));
        }

        return differing;
    }

    public ValueTask<IReadOnlyList<Edge>> ListFollowersAsync(string followee, PersonPosition? before, int limit,
        CancellationToken cancellationToken) =>
        follows.ListFollowersAsync(followee, before, limit, cancellationToken);

    public ValueTask<IReadOnlyList<Edge>> ListFollowingAsync(string follower, PersonPosition? before, int limit,
        CancellationToken cancellationToken) =>
        follows.ListFollowingAsync(follower, before, limit, cancellationToken);

    public ValueTask<IReadOnlyList<string>> PageFollowerIdsAsync(string followee, string? after, int limit,
        CancellationToken cancellationToken) =>
        follows.PageFollowerIdsAsync(followee, after, limit, cancellationToken);

    public ValueTask<IReadOnlySet<string>> WhichFollowedAsync(string follower, IReadOnlyCollection<string> followees,
        CancellationToken cancellationToken) => follows.WhichFollowedAsync(follower, followees, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, FollowCounts>> CountsAsync(IReadOnlyCollection<string> userIds,
        CancellationToken cancellationToken) => follows.CountsAsync(userIds, cancellationToken);

    public ValueTask<bool> HasMoreFollowersAsync(string userId, long limit, CancellationToken cancellationToken) =>
        follows.HasMoreFollowersAsync(userId, limit, cancellationToken);

    public ValueTask<IReadOnlyList<SuggestionPosition>> SuggestAsync(
        string userId, SuggestionBounds bounds, SuggestionPosition? after, int limit,
        CancellationToken cancellationToken) => follows.SuggestAsync(userId, bounds, after, limit, cancellationToken);

    public ValueTask EraseFollowersAsync(string followee, IReadOnlyCollection<string> followers,
        CancellationToken cancellationToken) => follows.EraseFollowersAsync(followee, followers, cancellationToken);

    public async ValueTask<int> EraseAsync(string userId, int limit, CancellationToken cancellationToken)
    {
        var followers = await follows.ListPastFollowersAsync(userId, limit, cancellationToken);
        await follows.EraseFollowersAsync(userId, followers, cancellationToken);
        return followers.Count == limit
            ? limit
            : followers.Count + await follows.EraseAsync(userId, limit - followers.Count, cancellationToken);
    }

    private async Task PutAsync(Edge row, CancellationToken cancellationToken)
    {
        var stored = await follows.SetAsync(row, DateTimeOffset.UnixEpoch, cancellationToken);
        if (stored.Seq != row.Seq)
            return;
        if (!row.Pending.HasFlag(EdgePending.VisibleSince))
        {
            await follows.SetVisibleSinceAsync(row.Follower, row.Followee, row.Seq, row.VisibleSince,
                cancellationToken);
        }

        await follows.SettleAsync(row.Follower, row.Followee, row.Seq, ~row.Pending, cancellationToken);
    }
}
