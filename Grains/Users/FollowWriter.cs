using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;

namespace Reels.Grains.Users;

/// <summary>
/// Writes the edges of one follower. Another activation may write them too: each edge is decided anew from what is
/// stored until its seq is the highest.
/// </summary>
internal sealed class FollowWriter(string follower, UserStores stores)
{
    /// <summary>
    /// The feed holds the followee's newest 50 reels from before the follow: enough to fill the first pages.
    /// </summary>
    private const int ReelsBeforeFollow = 50;

    /// <summary>Each loss means that another activation's write of the same edge went through.</summary>
    private const int MaxAttempts = 8;

    // Followees whose last write never answered: it may still land, so what is stored now doesn't say that a wish is
    // fulfilled. A higher seq does.
    private readonly HashSet<string> _inDoubt = [];
    private long? _lastSeq;

    /// <summary>Makes the edge hold, or end. The answer has no edge where one that never was is ended.</summary>
    public Task<(FollowStatus Status, Edge? Edge)> SetAsync(string followee, bool on,
        CancellationToken cancellationToken) =>
        TimeLimits.WriteAsync(limit => SetWithinAsync(followee, on, limit), cancellationToken);

    private async ValueTask<(FollowStatus Status, Edge? Edge)> SetWithinAsync(string followee, bool on,
        CancellationToken limit)
    {
        var stored = await stores.Follows.GetAsync(follower, followee, limit);
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var isSo = (stored?.On ?? false) == on;
            if (isSo && !_inDoubt.Contains(followee))
                return (FollowStatus.Done, stored);
            if (!isSo && on && await CountFollowingAsync(limit) >= stores.Options.Value.MaxFollowees)
                return (FollowStatus.TooManyFollows, null);

            var edge = isSo && stored is not null ? stored : await ChangedAsync(followee, on, stored, limit);
            edge = edge with
            {
                Seq = await NextSeqAsync(stored, limit),
                Pending = on ? EdgePending.Backfill | EdgePending.Timeline : EdgePending.Timeline,
            };
            _inDoubt.Add(followee);
            stored = await stores.Follows.SetAsync(edge, stores.Leases.Until(), limit);

            // Past the limit the caller has its answer, and another turn may be at this edge: the doubt is for that one
            // to end.
            limit.ThrowIfCancellationRequested();
            _inDoubt.Remove(followee);
            if (stored == edge)
                return (FollowStatus.Done, edge);
        }

        throw StoreUnavailableException.Contended();
    }

    private async ValueTask<Edge> ChangedAsync(string followee, bool on, Edge? stored, CancellationToken limit)
    {
        var floor = on ? await stores.Reels.NthNewestAsync(followee, ReelsBeforeFollow, limit) : stored?.VisibleSince;
        var top = on ? await stores.Reels.LastCreatedAtAsync(followee, limit) : stored?.BackfillUpTo;
        return new(
            follower, followee, on, stores.Time.Now(), floor ?? DateTimeOffset.UnixEpoch,
            top ?? DateTimeOffset.UnixEpoch, Seq: 0, EdgePending.None);
    }

    private async ValueTask<long> CountFollowingAsync(CancellationToken limit) =>
        (await stores.Follows.CountsAsync([follower], limit))[follower].Following;

    // A seq is used up whatever becomes of its write: one that may be stored is never given to another state.
    private async ValueTask<long> NextSeqAsync(Edge? stored, CancellationToken limit)
    {
        var last = _lastSeq ?? await stores.Follows.LastSeqAsync(follower, limit);
        var next = Math.Max(last, stored?.Seq ?? 0) + 1;
        _lastSeq = next;
        return next;
    }
}
