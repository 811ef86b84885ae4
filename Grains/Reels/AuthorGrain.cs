using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Announcements;
using Reels.Grains.FanOut;
using Reels.Grains.Feeds;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Media;
using Reels.Grains.Stores;
using Reels.Grains.Views;

namespace Reels.Grains.Reels;

/// <summary>One author's reels and their fan-out.</summary>
/// <remarks>Sleeps 5 minutes after its last call: it keeps only the time of the newest reel.</remarks>
[GrainType("author")]
[CollectionAgeLimit(Minutes = 5)]
internal sealed class AuthorGrain(
    IReelStore reels,
    ReelViews views,
    PeopleViews people,
    FanOutStores fanOut,
    Announcer announcer,
    [FromKeyedServices(Clock.Key)] TimeProvider time) : Grain, IAuthorGrain
{
    private FanOutWorker? _worker;
    private DateTimeOffset? _lastCreatedAt;

    private string Author => this.GetPrimaryKeyString();

    private FanOutWorker Worker =>
        _worker ??= new(Author, fanOut, announcer, () => DelayDeactivation(TimeSpan.FromMinutes(1)));

    public async Task<PostReelResult> Post(NewReel reel, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reel);
        if (Known(await people.GetOwnSummaryAsync(Author, cancellationToken)) is not { } author)
            return new(PostReelStatus.UserNotFound, null);
        AssertOutboxHasRoom();
        var createdAt = await NextCreatedAtAsync(cancellationToken);
        var made = new StoredReel(reel.Id, Author, createdAt, reel.Caption, reel.AltText, reel.Media, reel.Cover,
            reel.RequestHash);

        // A time is used once, even if the write fails: it may be on a stored row.
        _lastCreatedAt = createdAt;
        var (outcome, stored) = await TimeLimits.WriteAsync(
            limit => reels.PostAsync(made, time.Now() - MediaLifetime.Unused, fanOut.LeaseUntil(), limit),
            cancellationToken);
        if (outcome == PostOutcome.MediaGone)
            return new(PostReelStatus.MediaGone, null);
        Worker.Start();
        if (outcome == PostOutcome.Posted)
        {
            _ = fanOut.TryBeginLikesAsync(stored!);
            return new(PostReelStatus.Posted, ToNewView(stored!, author));
        }

        return stored!.AuthorId == Author && stored.RequestHash is not null && stored.RequestHash == reel.RequestHash
            ? new(PostReelStatus.Replayed, ToNewView(stored, author))
            : new(PostReelStatus.KeyReused, null);
    }

    public async Task<DeleteReelResult> Delete(Guid reelId, CancellationToken cancellationToken = default)
    {
        var (status, unreferenced) = await TimeLimits.WriteAsync(
            limit => reels.DeleteAsync(reelId, Author, time.Now(), fanOut.LeaseUntil(), limit),
            cancellationToken);
        if (status == DeleteStatus.Deleted)
        {
            try
            {
                await announcer.AnnounceOrExpireAsync(new(AnnouncementKind.Deleted, Author, new(default, reelId)));
            }
            finally
            {
                Worker.Start();
            }
        }
        return new(
            status == DeleteStatus.NotYours && !await MaySeeAsync(reelId, cancellationToken) ? DeleteStatus.NotFound
                : status, [.. unreferenced]);
    }

    public async Task<Page<ReelView, Position>?> GetReels(string? viewerId, Position? before, int limit,
        CancellationToken cancellationToken = default)
    {
        if (Known(await people.GetSummaryAsync(Author, freshAsOf: 0, cancellationToken)) is null
            || !await people.MaySeeAsync(viewerId, Author, cancellationToken))
        {
            return null;
        }
        return await views.ReadPageAsync(new([new(ReadAsync, before)]), viewerId, limit, freshAsOf: 0,
            cancellationToken);
    }

    public Task Resume()
    {
        Worker.Start();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _worker?.Stop();
        return Task.CompletedTask;
    }

    private async ValueTask<FeedChunk> ReadAsync(Position? before, int max, CancellationToken cancellationToken)
    {
        // One more than asked for shows whether there is a next page.
        var found = await reels.ListByAuthorAsync(Author, before, max + 1, cancellationToken);
        return new(found, found.Count <= max ? null : found[^1], found.Count);
    }

    /// <exception cref="StoreUnavailableException">Too many entries wait already. The fan-out is tried again
    /// now.</exception>
    private void AssertOutboxHasRoom()
    {
        if (Worker.OpenEntries < FanOutWorker.MaxOpenEntries)
            return;
        Worker.Start();
        throw StoreUnavailableException.Overloaded();
    }

    /// <summary>Whether this author may see another author's reel.</summary>
    private async ValueTask<bool> MaySeeAsync(Guid reelId, CancellationToken cancellationToken) =>
        await views.FindAsync(reelId, cancellationToken) is { } reel
            && await people.MaySeeAsync(Author, reel.AuthorId, cancellationToken);

    /// <summary>The author; where there is none, the activation ends soon.</summary>
    private UserSummaryView? Known(UserSummaryView? author)
    {
        if (author is null)
            this.DeactivateSoon();
        return author;
    }

    /// <summary>
    /// The time for the next reel: now, or just after the last one, so that times rise even where this silo's clock
    /// goes back.
    /// </summary>
    private async Task<DateTimeOffset> NextCreatedAtAsync(CancellationToken cancellationToken)
    {
        _lastCreatedAt ??= await reels.LastCreatedAtAsync(Author, cancellationToken) ?? DateTimeOffset.MinValue;
        return time.NowAfter(_lastCreatedAt.Value);
    }

    private static ReelView ToNewView(StoredReel reel, UserSummaryView author) =>
        new(reel.Id, new(author, FollowedByMe: false), reel.Caption, reel.AltText, reel.Media, reel.Cover,
            reel.CreatedAt, 0, false, 0, [], []);
}
