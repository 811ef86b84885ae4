using Microsoft.Extensions.Logging;
using Reels.Grains.Announcements;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Interfaces.Stories;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Media;
using Reels.Grains.Stores;
using Reels.Grains.Stories;
using Reels.Grains.Views;

namespace Reels.Grains.Users;

/// <summary>
/// A user. Answers are read from the stores, so that any number of activations agree. The grain adds turns, which give
/// the user's follows their order, and finishes the work that they began.
/// </summary>
[GrainType("user")]
[CollectionAgeLimit(Minutes = 5)] // Keeps only the last seq: a user who follows several people reads it once.
internal sealed class UserGrain : Grain, IUserGrain
{
    private readonly UserStores _stores;
    private readonly ProfileViews _profiles;
    private readonly FollowWriter _follows;
    private readonly FollowBackfill _backfill;
    private readonly FollowLists _lists;
    private readonly UserBlocks _blocks;
    private readonly Announcer _announcer;
    private readonly Suggestions _suggestions;
    private readonly StoryShelf _shelf;
    private readonly StoryTray _tray;

    public UserGrain(UserStores stores, Announcer announcer, ILogger<UserGrain> logger)
    {
        var id = this.GetPrimaryKeyString();
        (_stores, _announcer) = (stores, announcer);
        _profiles = new(stores.Follows, stores.Reels);
        _follows = new(id, stores);
        _backfill = new(id, stores, logger);
        _lists = new(id, stores);
        _blocks = new(id, stores, _follows);
        _suggestions = new(id, stores);
        _shelf = new(id, stores.Stories, stores.People, stores.Time);
        _tray = new(id, stores.Stories, stores.Follows, stores.People, stores.Time);
    }

    private string UserId => this.GetPrimaryKeyString();

    public async Task<ProfileView?> GetProfile(string? viewerId, CancellationToken cancellationToken = default) =>
        await FindAsync(viewerId, cancellationToken) is { } stored
            ? await _profiles.ReadAsync(stored, viewerId, cancellationToken)
            : null;

    public async Task<UpdateProfileResult> UpdateProfile(ProfileChange change,
        CancellationToken cancellationToken = default)
    {
        var unreferencedSince = _stores.Time.Now() - MediaLifetime.Unused;
        var profileChanged = new Announcement(AnnouncementKind.ProfileChanged, UserId, default);
        var (status, stored, unreferenced) = await AnnouncedWhereItFailsAsync(profileChanged,
            () => TimeLimits.WriteAsync(
                limit => _stores.Profiles.UpdateAsync(UserId, change, unreferencedSince, limit), cancellationToken));
        if (status == UpdateProfileStatus.UserNotFound)
            this.DeactivateSoon();
        if (status != UpdateProfileStatus.Updated || stored is null)
            return new(status, null, []);
        _stores.People.Invalidate(UserId);
        _ = _announcer.AnnounceOrLogAsync(profileChanged);
        return new(status, await _profiles.ReadAsync(stored, UserId, cancellationToken), [.. unreferenced]);
    }

    public async Task<FollowResult> Follow(string followeeId, CancellationToken cancellationToken = default)
    {
        if (followeeId == UserId)
            throw new ArgumentException("No one follows themselves.", nameof(followeeId));
        if (!await BothExistAsync(followeeId, cancellationToken)
            || await _blocks.IsHiddenAsync(followeeId, cancellationToken))
        {
            return new(FollowStatus.UserNotFound, null, null);
        }
        var (status, edge) = await _follows.SetAsync(followeeId, on: true, cancellationToken);
        if (edge is null)
            return new(status, null, null);

        // A block that was made before the edge was durable has found no follow to end.
        if (await _blocks.IsHiddenWithinLimitAsync(followeeId))
            return new(FollowStatus.UserNotFound, await EndFollow(followeeId), null);
        _stores.People.InvalidateFollow(UserId, followeeId);
        if (edge.Pending.HasFlag(EdgePending.Backfill))
            _backfill.Start(edge);
        return await ToResultAsync(followeeId, edge, cancellationToken);
    }

    public async Task<FollowResult> Unfollow(string followeeId, CancellationToken cancellationToken = default)
    {
        if (await _blocks.IsHiddenAsync(followeeId, cancellationToken))
            return new(FollowStatus.UserNotFound, null, null);
        var (_, edge) = await _follows.SetAsync(followeeId, on: false, cancellationToken);
        if (edge is null && !await BothExistAsync(followeeId, cancellationToken))
            return new(FollowStatus.UserNotFound, null, null);
        _stores.People.InvalidateFollow(UserId, followeeId);
        return await ToResultAsync(followeeId, edge, cancellationToken);
    }

    public async Task<FollowEdge?> Resume(string followeeId)
    {
        var edge = await TimeLimits.RunAsync(limit => _stores.Follows.GetAsync(UserId, followeeId, limit));
        if (edge is null || edge.Pending == EdgePending.None)
            return null;
        await TimeLimits.RunAsync(
            limit => _stores.Follows.ExtendLeaseAsync(UserId, followeeId, edge.Seq, _stores.Leases.Until(), limit));
        if (edge.On && await _blocks.IsHiddenWithinLimitAsync(followeeId))
            return await EndFollow(followeeId);
        if (edge.Pending.HasFlag(EdgePending.Backfill))
            await _backfill.RunAsync(edge);
        return edge.Pending.HasFlag(EdgePending.Timeline) ? ToMessage(edge) : null;
    }

    public async Task<Page<ListedPerson, PersonPosition>?> GetFollowers(
        string? viewerId, PersonPosition? before, int limit, CancellationToken cancellationToken = default) =>
        await FindAsync(viewerId, cancellationToken) is null ? null
            : await _lists.FollowersAsync(viewerId, before, limit, cancellationToken);

    public async Task<Page<ListedPerson, PersonPosition>?> GetFollowing(
        string? viewerId, PersonPosition? before, int limit, CancellationToken cancellationToken = default) =>
        await FindAsync(viewerId, cancellationToken) is null ? null
            : await _lists.FollowingAsync(viewerId, before, limit, cancellationToken);

    public async Task<Page<SuggestionView, SuggestionPosition>?> GetSuggestions(SuggestionPosition? after, int limit,
        CancellationToken cancellationToken = default) =>
        await FindAsync(cancellationToken) is null ? null
            : await _suggestions.ReadAsync(after, limit, cancellationToken);

    public async Task<BlockResult> Block(string otherId, CancellationToken cancellationToken = default)
    {
        if (otherId == UserId)
            throw new ArgumentException("No one blocks themselves.", nameof(otherId));
        return await BothExistAsync(otherId, cancellationToken)
            ? await AnnouncedWhereItFailsAsync(BlockOf(otherId), () => _blocks.BlockAsync(otherId, cancellationToken))
            : new(BlockStatus.UserNotFound, null, FollowsEnded: true);
    }

    public async Task<BlockResult> Unblock(string otherId, CancellationToken cancellationToken = default)
    {
        if (await AnnouncedWhereItFailsAsync(
            BlockOf(otherId), () => _blocks.UnblockAsync(otherId, cancellationToken)) is { } status)
        {
            return new(status, null, status == BlockStatus.Done);
        }

        return new(await BothExistAsync(otherId, cancellationToken) ? BlockStatus.Done : BlockStatus.UserNotFound, null,
            FollowsEnded: true);
    }

    public async Task<FollowEdge?> EndFollow(string otherId) =>
        await _blocks.EndFollowAsync(otherId) is { } edge ? ToMessage(edge) : null;

    public Task AnnounceBlock(string otherId) =>
        _announcer.AnnounceOrExpireAsync(BlockOf(otherId));

    public Task<Page<BlockedPersonView, PersonPosition>> GetBlocks(PersonPosition? before, int limit,
        CancellationToken cancellationToken = default) =>
        _blocks.ListAsync(before, limit, cancellationToken);

    public async Task<PostStoryResult> PostStory(NewStory story, CancellationToken cancellationToken = default) =>
        await FindAsync(cancellationToken) is { } author
            ? await _shelf.PostAsync(story, ProfileViews.SummaryOf(author), cancellationToken)
            : new(PostStoryStatus.UserNotFound, null);

    public Task<DeleteStoryResult> DeleteStory(Guid storyId, CancellationToken cancellationToken = default) =>
        _shelf.DeleteAsync(storyId, cancellationToken);

    public Task<Page<AuthorStoriesView, StoryPosition>> GetStories(StoryPosition? after, int limit,
        CancellationToken cancellationToken = default) =>
        _tray.ReadAsync(after, limit, cancellationToken);

    /// <summary>Waits for running backfills; recovery finishes those that are cut off.</summary>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _backfill.Running.WaitAsync(cancellationToken);

    private Announcement BlockOf(string otherId) => new(AnnouncementKind.Blocked, UserId, default, otherId);

    /// <summary>Where the write fails it may have been made, and its caller won't announce it.</summary>
    private async Task<T> AnnouncedWhereItFailsAsync<T>(Announcement change, Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (StoreUnavailableException)
        {
            await _announcer.AnnounceOrLogAsync(change);
            throw;
        }
    }

    /// <summary>This user; null, and the activation ends soon, where the key doesn't exist.</summary>
    private async ValueTask<StoredProfile?> FindAsync(CancellationToken cancellationToken)
    {
        var stored = await _stores.FindProfileAsync(UserId, cancellationToken);
        if (stored is null)
            this.DeactivateSoon();
        return stored;
    }

    /// <summary>This user, where the viewer (null: no one) may see them.</summary>
    private async ValueTask<StoredProfile?> FindAsync(string? viewerId, CancellationToken cancellationToken) =>
        await FindAsync(cancellationToken) is { } stored
            && await _stores.People.MaySeeAsync(viewerId, UserId, cancellationToken) ? stored : null;

    private async ValueTask<bool> BothExistAsync(string otherId, CancellationToken cancellationToken)
    {
        var found = await _stores.Profiles.GetManyAsync([UserId, otherId], cancellationToken);
        if (!found.Any(profile => profile.UserId == UserId))
            this.DeactivateSoon();
        return found.Count == 2;
    }

    /// <summary>The edge is durable, even where the count can't be read now.</summary>
    private async Task<FollowResult> ToResultAsync(string followeeId, Edge? edge, CancellationToken cancellationToken)
    {
        var followers = await StoreReads.OrNullAsync(
            async () => (await _stores.Follows.CountsAsync([followeeId], cancellationToken))[followeeId].Followers);
        return new(FollowStatus.Done, edge is null ? null : ToMessage(edge), followers);
    }

    internal static FollowEdge ToMessage(Edge edge) => new(edge.Followee, edge.On, edge.Seq);
}
