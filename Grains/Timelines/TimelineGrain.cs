using Reels.Grains.Caching;
using Reels.Grains.Feeds;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Timelines;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;
using Reels.Grains.Views;

namespace Reels.Grains.Timelines;

/// <summary>The feed of one reader, from memory where possible.</summary>
/// <remarks>
/// Announcements don't count as use: a timeline sleeps 15 minutes after its reader's last read, so that a short visit
/// to another app doesn't put it to sleep.
/// </remarks>
[GrainType("timeline")]
[CollectionAgeLimit(Minutes = 15)]
internal sealed class TimelineGrain(TimelineLoader loader, ReelViews reels, LikeViews likes,
    PeopleViews people, AuthorReelsCache authors, IFollowStore follows, CacheClock clock) : Grain, ITimelineGrain
{
    private LoadedTimeline? _timeline;
    private OwnLikes? _likes;

    /// <summary>
    /// The reader has followed or unfollowed since the load. The store has the truth, in whatever order the messages
    /// come.
    /// </summary>
    private bool _edgesChanged;

    /// <summary>
    /// Reads must show the reader's own last write: values that were loaded before this time are not used.
    /// </summary>
    private long _freshAsOf;

    private OwnLikes Likes => _likes ??= likes.OwnLikesOf(this.GetPrimaryKeyString());

    public async Task<Page<ReelView, Position>> GetFeed(Position? before, int limit,
        CancellationToken cancellationToken = default)
    {
        var (timeline, stale) = await AwakeAsync(cancellationToken);
        return await reels.ReadPageAsync(new(loader.Sources(timeline, before)), this.GetPrimaryKeyString(), limit,
            _freshAsOf, cancellationToken, Likes, stale);
    }

    public async Task RecordOwnWrite(OwnWrite write)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (write.Touched is { } touched)
        {
            reels.Invalidate(this.GetPrimaryKeyString(), touched);
            Likes.Forget(touched);
            return;
        }

        _freshAsOf = clock.FreshAsOfNow();
        if (write == OwnWrite.Other)
            people.Invalidate(this.GetPrimaryKeyString());
        if (write.Posted is { } posted)
            authors.Add(UserIds.Pack(this.GetPrimaryKeyString()), posted);
        if (write.Deleted is { } deleted)
            reels.MarkDeleted(deleted);
        if (write.Edge is { } edge)
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
        // Where the reload fails, this timeline stays, and must not show an author whom its reader has unfollowed.
        if (!edge.On)
            _timeline?.Followees.Drop(UserIds.Pack(edge.FolloweeId));
        var reader = this.GetPrimaryKeyString();
        await TimeLimits.RunAsync(
            limit => follows.SettleAsync(reader, edge.FolloweeId, edge.Seq, EdgePending.Timeline, limit));
    }

    /// <returns>The timeline; stale where it should have been loaded again, and a store is unavailable.</returns>
    private async Task<(LoadedTimeline Timeline, bool Stale)> AwakeAsync(CancellationToken cancellationToken)
    {
        if (_timeline is { IsSettled: true } awake && !_edgesChanged && awake.TryCatchUp())
            return (awake, false);
        LoadedTimeline loaded;
        try
        {
            loaded = await loader.LoadAsync(UserIds.Pack(this.GetPrimaryKeyString()), cancellationToken);
        }
        catch (StoreUnavailableException) when (_timeline is not null)
        {
            _timeline.TryCatchUp();
            return (_timeline, true);
        }

        Release();
        _timeline = loaded;
        _edgesChanged = false;

        // Own writes that were recorded with another activation count too: this silo's caches may be from before them.
        _freshAsOf = clock.FreshAsOfNow();

        // An inbox that overflows here stays so: the timeline loads again at the next turn.
        _timeline.TryCatchUp();
        return (_timeline, false);
    }

    private void Release()
    {
        if (_timeline is { } timeline)
            loader.Release(timeline);
        _timeline = null;
    }
}
