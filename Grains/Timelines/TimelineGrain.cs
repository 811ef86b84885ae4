using Reels.Grains.Caching;
using Reels.Grains.Feeds;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Timelines;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Grains.Views;

namespace Reels.Grains.Timelines;

/// <summary>The feed of one reader, from memory where it can be.</summary>
/// <remarks>
/// Announcements don't count as use: a timeline sleeps 15 minutes after its reader last looked, which a glance at
/// another app survives.
/// </remarks>
[GrainType("timeline")]
[CollectionAgeLimit(Minutes = 15)]
internal sealed class TimelineGrain(TimelineLoader loader, ReelViews reels, AuthorReelsCache authors,
    IFollowStore follows, CacheClock clock) : Grain, ITimelineGrain
{
    private LoadedTimeline? _timeline;

    /// <summary>
    /// The reader has followed or unfollowed since the load. The store knows best, in whatever order the messages came.
    /// </summary>
    private bool _edgesChanged;

    /// <summary>What is read must show the reader's own last act: nothing loaded before this moment will do.</summary>
    private long _freshAsOf;

    public async Task<Page<ReelView, Position>> GetFeed(Position? before, int limit,
        CancellationToken cancellationToken = default)
    {
        var timeline = await AwakeAsync(cancellationToken);
        return await reels.ReadPageAsync(new(loader.Sources(timeline, before)), this.GetPrimaryKeyString(), limit,
            _freshAsOf, cancellationToken);
    }

    public async Task RecordOwnWrite(OwnWrite act)
    {
        ArgumentNullException.ThrowIfNull(act);
        _freshAsOf = clock.FreshAsOfNow();
        if (act.Posted is { } posted)
            authors.Add(UserIds.Pack(this.GetPrimaryKeyString()), posted);
        if (act.Deleted is { } deleted)
            reels.MarkDeleted(deleted);
        if (act.Edge is { } edge)
            await RecordFollowAsync(edge);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Release();
        return Task.CompletedTask;
    }

    private async Task RecordFollowAsync(FollowEdge edge)
    {
        // The edge is durable: the next load reads it.
        _edgesChanged = true;
        await TimeLimits.RunAsync(
            cancellationToken =>
                follows.SettleAsync(this.GetPrimaryKeyString(), edge.FolloweeId, edge.Seq, EdgePending.Timeline,
                    cancellationToken));
    }

    private async Task<LoadedTimeline> AwakeAsync(CancellationToken cancellationToken)
    {
        if (_timeline is { IsSettled: true } awake && !_edgesChanged && awake.TryCatchUp())
            return awake;
        Release();
        _edgesChanged = false;
        _timeline = await loader.LoadAsync(UserIds.Pack(this.GetPrimaryKeyString()), cancellationToken);

        // What was noted elsewhere counts here too: this silo may hold parts from before.
        _freshAsOf = clock.FreshAsOfNow();

        // What overflows already stays so, and loads again at the next turn.
        _timeline.TryCatchUp();
        return _timeline;
    }

    private void Release()
    {
        if (_timeline is { } timeline)
            loader.Release(timeline);
        _timeline = null;
    }
}
