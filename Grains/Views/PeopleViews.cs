using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Stores;

namespace Reels.Grains.Views;

/// <summary>
/// People as lists show them, from this silo's caches of user summaries, of follows, and of blocks in either direction.
/// Summaries are the same for every viewer; people who are hidden from the viewer are left out last.
/// </summary>
internal sealed class PeopleViews
{
    private readonly MultiGetCache<string, UserSummaryView> _summaries;
    private readonly ViewerCache<string> _followed;
    private readonly HiddenPeople _hidden;
    private readonly CacheClock _clock;

    public PeopleViews(IProfileStore profiles, IFollowStore follows, IBlockStore blocks, IOptions<CacheOptions> options,
        CacheClock clock, AnnouncedValues announced)
    {
        ArgumentNullException.ThrowIfNull(options);
        var cache = options.Value;
        _clock = clock;
        _summaries = new((ids, cancellationToken) => LoadSummariesAsync(profiles, ids, cancellationToken),
            SizeOf, cache.Of(CacheShare.Summaries), cache.Life, clock, announced: announced);
        _followed = new(follows.WhichFollowedAsync, CacheSize.Of, cache.Of(CacheShare.Followed), cache.Life,
            clock);
        _hidden = new(blocks, cache, clock, announced);
    }

    /// <inheritdoc cref="CacheClock.FreshAsOfNow"/>
    public long FreshAsOfNow() => _clock.FreshAsOfNow();

    /// <summary>The person's summary, for any viewer; null where there is no such user.</summary>
    /// <param name="freshAsOf">A time of the <see cref="CacheClock"/> that no result may be older than; 0: at most one
    /// cache life old.</param>
    public async ValueTask<UserSummaryView?> GetSummaryAsync(string id, long freshAsOf,
        CancellationToken cancellationToken) =>
        (await _summaries.GetManyAsync([id], freshAsOf, cancellationToken))[0];

    /// <summary>
    /// As <see cref="GetSummaryAsync"/>, but where the store is unavailable, a summary that this silo still holds. For
    /// the answer to a person's own write: a change or a deletion of theirs would have removed it here.
    /// </summary>
    public async ValueTask<UserSummaryView?> GetOwnSummaryAsync(string id, CancellationToken cancellationToken)
    {
        var read = await _summaries.GetManyOrStaleAsync([id], freshAsOf: 0, cancellationToken);
        return read.First is null && read.Failure is { } failure ? throw failure : read.First;
    }

    /// <summary>
    /// The summaries, by user id, of those of <paramref name="ids"/> that exist and that <paramref name="viewerId"/>
    /// (null: no one) may see.
    /// </summary>
    /// <inheritdoc cref="GetSummaryAsync" path="/param"/>
    public async ValueTask<IReadOnlyDictionary<string, UserSummaryView>> GetVisibleSummariesAsync(
        string? viewerId, IReadOnlyList<string> ids, long freshAsOf, CancellationToken cancellationToken)
    {
        var summaries = new Dictionary<string, UserSummaryView>();
        foreach (var summary in await VisibleAsync(viewerId, ids, freshAsOf, cancellationToken))
        {
            if (summary is not null)
                summaries[summary.Id] = summary;
        }

        return summaries;
    }

    /// <summary>
    /// Those of <paramref name="ids"/> that exist and that <paramref name="viewerId"/> (null: no one) may see, by user
    /// id.
    /// </summary>
    /// <inheritdoc cref="GetSummaryAsync" path="/param"/>
    public async ValueTask<IReadOnlyDictionary<string, PersonView>> GetPeopleAsync(
        string? viewerId, IReadOnlyList<string> ids, long freshAsOf, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var readingSummaries = VisibleAsync(viewerId, ids, freshAsOf, cancellationToken);
        var followed = viewerId is null ? null
            : await _followed.GetManyAsync(viewerId, ids, freshAsOf, cancellationToken);
        var summaries = await readingSummaries;

        var people = new Dictionary<string, PersonView>(ids.Count);
        for (var i = 0; i < summaries.Length; i++)
        {
            if (summaries[i] is { } summary)
                people[summary.Id] = new(summary, followed?[i]);
        }

        return people;
    }

    /// <summary>Those of <paramref name="ids"/> whom the viewer follows.</summary>
    /// <inheritdoc cref="GetSummaryAsync" path="/param"/>
    public async ValueTask<IReadOnlySet<string>> WhichFollowedAsync(
        string viewerId, IReadOnlyList<string> ids, long freshAsOf, CancellationToken cancellationToken)
    {
        var followed = await _followed.GetManyAsync(viewerId, ids, freshAsOf, cancellationToken);
        return ids.Where((_, i) => followed[i]).ToHashSet();
    }

    /// <summary>
    /// Whether there is no block between the viewer (null: no one) and the other, even if they don't exist. At most one
    /// cache life old; every silo knows a block once it was answered.
    /// </summary>
    public async ValueTask<bool> MaySeeAsync(string? viewerId, string otherId, CancellationToken cancellationToken) =>
        viewerId is null || await _hidden.FindAsync(viewerId, [otherId], freshAsOf: 0, cancellationToken) is not [true];

    /// <summary>Whether the other exists (still), without a block between them and the viewer (null: no one).</summary>
    public async ValueTask<bool> IsVisibleAsync(string? viewerId, string otherId,
        CancellationToken cancellationToken) =>
        (await VisibleAsync(viewerId, [otherId], freshAsOf: 0, cancellationToken))[0] is not null;

    /// <summary>
    /// The person's summary has changed, or the account is deleted: from now on this silo serves nothing older.
    /// </summary>
    public void Invalidate(string userId) => _summaries.Invalidate(userId);

    /// <summary>The edge has changed: from now on this silo serves nothing older.</summary>
    public void InvalidateFollow(string follower, string followee) => _followed.Invalidate(follower, followee);

    /// <summary>
    /// A block between these two was made or ended: from now on this silo serves nothing older to either.
    /// </summary>
    public void InvalidateBlock(string one, string other) => _hidden.Invalidate(one, other);

    private static async ValueTask<IReadOnlyDictionary<string, UserSummaryView>> LoadSummariesAsync(
        IProfileStore profiles, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var stored = await profiles.GetManyAsync(ids, cancellationToken);
        return stored.ToDictionary(profile => profile.UserId, ProfileViews.SummaryOf);
    }

    /// <summary>
    /// In the order of <paramref name="ids"/>; null for people who don't exist, or whom a block hides from the viewer.
    /// </summary>
    private async ValueTask<UserSummaryView?[]> VisibleAsync(string? viewerId, IReadOnlyList<string> ids,
        long freshAsOf, CancellationToken cancellationToken)
    {
        var readingSummaries = _summaries.GetManyAsync(ids, freshAsOf, cancellationToken);
        if (viewerId is null)
            return await readingSummaries;
        var hidden = await _hidden.FindAsync(viewerId, ids, freshAsOf, cancellationToken);
        var summaries = await readingSummaries;
        for (var i = 0; i < hidden.Count; i++)
        {
            if (hidden[i])
                summaries[i] = null;
        }

        return summaries;
    }

    private static int SizeOf(string id, UserSummaryView? summary) =>
        CacheSize.Of(id)
            + (summary is null ? 0
                : CacheSize.Object + CacheSize.Of(summary.Username) + CacheSize.Of(summary.Fullname)
                    + CacheSize.Of(summary.AvatarKey));
}
