using Reels.Grains.Stores;

namespace Reels.Tests.Conformance.Projection;

/// <summary>A follow that is on at odd seqs.</summary>
/// <param name="sides">The two engines.</param>
/// <param name="isPaged">Read it from the ids of followers, which the projection answers, and not from the truth
/// first.</param>
internal sealed class FollowRow(Sides sides, bool isPaged) : IProjectedRow
{
    private readonly string _follower = Some.User();
    private readonly string _followee = Some.User();

    public static Task<IProjectedRow> NewAsync(Sides sides, bool isPaged) =>
        Task.FromResult<IProjectedRow>(new FollowRow(sides, isPaged));

    public async Task WriteAsync(ProjectedSilo silo, long seq)
    {
        var at = Some.Now.AddSeconds(seq);
        await silo.Follows.SetAsync(
            new(_follower, _followee, seq % 2 == 1, at, at.AddDays(-1), at.AddHours(-1), seq, EdgePending.None),
            Some.Now, default);
    }

    public async Task<object?> ReadAsync(ProjectedSilo silo) => isPaged
        ? (await silo.Follows.PageFollowerIdsAsync(_followee, null, 10, default)).Contains(_follower)
        : (await silo.Follows.WhichFollowedAsync(_follower, [_followee], default)).Contains(_followee);

    public object StateAfter(long seq) => seq % 2 == 1;

    public async Task<object?> ReadTruthAsync()
    {
        var truth = sides.TruthEngine.Stores.Follows;
        return WithCounts(await truth.GetAsync(_follower, _followee, default),
            await truth.CountsAsync([_follower, _followee], default));
    }

    public async Task<object?> ReadProjectionAsync() => WithCounts(
        await sides.ProjectionEngine.GetFollowAsync(_follower, _followee),
        await sides.ProjectionEngine.Follows.CountsAsync([_follower, _followee], default));

    private (Edge, FollowCounts, FollowCounts)? WithCounts(Edge? edge,
        IReadOnlyDictionary<string, FollowCounts> counts) =>
        edge is null ? null : (edge, counts[_follower], counts[_followee]);
}
