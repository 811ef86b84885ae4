using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;

namespace Reels.Grains.Users;

/// <summary>Writes the edges of one follower.</summary>
internal sealed class FollowWriter(string follower, UserStores stores) : FencedWriter<Edge>
{
    /// <summary>
    /// The feed contains the followee's newest 50 reels from before the follow: enough to fill the first pages.
    /// </summary>
    public const int ReelsBeforeFollow = 50;

    /// <summary>
    /// Follows or unfollows. The edge is null where a follow that never existed is ended, or where the follower has too
    /// many follows.
    /// </summary>
    public async Task<(FollowStatus Status, Edge? Edge)> SetAsync(string followee, bool on,
        CancellationToken cancellationToken)
    {
        var (refused, edge) = await WriteAsync(followee, on, cancellationToken);
        return refused ? (FollowStatus.TooManyFollows, null) : (FollowStatus.Done, edge);
    }

    protected override ValueTask<Edge?> GetAsync(string other, CancellationToken limit) =>
        stores.Follows.GetAsync(follower, other, limit);

    protected override ValueTask<Edge> SetAsync(Edge state, CancellationToken limit) =>
        stores.Follows.SetAsync(state, stores.Leases.Until(), limit);

    protected override async ValueTask<Edge?> NextAsync(string other, bool on, Edge? stored, CancellationToken limit)
    {
        if (on && stored is not { On: true }
            && await stores.Follows.FollowsMoreAsync(follower, stores.Options.Value.MaxFollowees - 1, limit))
        {
            return null;
        }

        var edge = stored is not null && stored.On == on ? stored : await ChangedAsync(other, on, stored, limit);
        return edge with
        {
            Pending = on ? EdgePending.Backfill | EdgePending.Timeline | (edge.Pending & EdgePending.VisibleSince)
                : EdgePending.Timeline,
        };
    }

    protected override ValueTask<long> LastSeqAsync(CancellationToken limit) =>
        stores.Follows.LastSeqAsync(follower, limit);

    protected override bool IsOn(Edge state) => state.On;

    protected override long SeqOf(Edge state) => state.Seq;

    protected override Edge WithSeq(Edge state, long seq) => state with { Seq = seq };

    private async ValueTask<Edge> ChangedAsync(string followee, bool on, Edge? stored, CancellationToken limit)
    {
        var now = stores.Time.Now();
        var edge = new Edge(follower, followee, on, now, stored?.VisibleSince ?? DateTimeOffset.UnixEpoch,
            stored?.BackfillUpTo ?? DateTimeOffset.UnixEpoch, Seq: 0, EdgePending.None);
        if (!on)
            return edge;
        try
        {
            var visibleSince = stores.Reels.NthNewestAsync(followee, ReelsBeforeFollow, madeBy: null, limit).AsTask();
            var newest = stores.Reels.LastCreatedAtAsync(followee, limit).AsTask();
            await Task.WhenAll(visibleSince, newest);
            return edge with
            {
                VisibleSince = await visibleSince ?? DateTimeOffset.UnixEpoch,
                BackfillUpTo = await newest ?? DateTimeOffset.UnixEpoch,
            };
        }
        catch (StoreUnavailableException)
        {
            // The backfill finds it later, from the time of the follow.
            return edge with { VisibleSince = now, BackfillUpTo = now, Pending = EdgePending.VisibleSince };
        }
    }
}
