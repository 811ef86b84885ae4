using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Stores;

namespace Reels.Grains.Views;

/// <summary>
/// People as lists show them, from this silo's caches of cards, of who follows whom, and of who is hidden from whom by
/// a block, in either direction. Cards are the same for everybody; whom a viewer may not see is left out last.
/// </summary>
internal sealed class PeopleViews
{
    private readonly MultiGetCache<string, UserSummaryView> _summaries;
    private readonly ViewerCache<string> _followed;
    private readonly ViewerCache<string> _hidden;
    private readonly CacheClock _clock;

    public PeopleViews(IProfileStore profiles, IFollowStore follows, IBlockStore blocks, IOptions<CacheOptions> options,
        CacheClock clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        var cache = options.Value;
        _clock = clock;
        _summaries = new((ids, cancellationToken) => LoadSummariesAsync(profiles, ids, cancellationToken),
            SizeOf, cache.Of(CacheShare.Summaries), cache.Life, clock);
        _followed = new(follows.WhichFollowedAsync, CacheSize.Of, cache.Of(CacheShare.Followed), cache.Life,
            clock);
        _hidden = new(blocks.WhichHiddenAsync, CacheSize.Of, cache.Of(CacheShare.Hidden), cache.Life, clock);
    }

    /// <inheritdoc cref="CacheClock.FreshAsOfNow"/>
    public long FreshAsOfNow() => _clock.FreshAsOfNow();

    /// <summary>The person's card, whoever looks; null where there is no such person.</summary>
    /// <param name="freshAsOf">A moment of the <see cref="CacheClock"/> that what is answered must not be older than;
    /// 0: at most the caches' life.</param>
    public async ValueTask<UserSummaryView?> GetSummaryAsync(string id, long freshAsOf,
        CancellationToken cancellationToken) =>
        (await _summaries.GetManyAsync([id], freshAsOf, cancellationToken))[0];

    /// <summary>
    /// The cards of those of <paramref name="ids"/> that exist and that <paramref name="viewerId"/> (null: nobody) may
    /// see, by user id.
    /// </summary>
    /// <inheritdoc cref="GetSummaryAsync" path="/param"/>
    public async ValueTask<IReadOnlyDictionary<string, UserSummaryView>> GetVisibleSummariesAsync(
        string? viewerId, IReadOnlyList<string> ids, long freshAsOf, CancellationToken cancellationToken)
    {
        var cards = new Dictionary<string, UserSummaryView>();
        foreach (var card in await VisibleAsync(viewerId, ids, freshAsOf, cancellationToken))
        {
            if (card is not null)
                cards[card.Id] = card;
        }

        return cards;
    }

    /// <summary>
    /// Those of <paramref name="ids"/> that exist and may be seen, by user id, as <paramref name="viewerId"/> (null:
    /// nobody) sees them.
    /// </summary>
    /// <inheritdoc cref="GetSummaryAsync" path="/param"/>
    public async ValueTask<IReadOnlyDictionary<string, PersonView>> GetPeopleAsync(
        string? viewerId, IReadOnlyList<string> ids, long freshAsOf, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var readingCards = VisibleAsync(viewerId, ids, freshAsOf, cancellationToken);
        var followed = viewerId is null ? null
            : await _followed.GetManyAsync(viewerId, ids, freshAsOf, cancellationToken);
        var cards = await readingCards;

        var people = new Dictionary<string, PersonView>(ids.Count);
        for (var i = 0; i < cards.Length; i++)
        {
            if (cards[i] is { } card)
                people[card.Id] = new(card, followed?[i]);
        }

        return people;
    }

    /// <summary>
    /// Whether no block stands between the viewer (null: nobody) and the other, be they there or not. Within a cache
    /// life; a block that was answered is known to all silos.
    /// </summary>
    public async ValueTask<bool> MaySeeAsync(string? viewerId, string otherId, CancellationToken cancellationToken) =>
        viewerId is null || !(await _hidden.GetManyAsync(viewerId, [otherId], freshAsOf: 0, cancellationToken))[0];

    /// <summary>Whether the other is there (still), with no block between them and the viewer (null: nobody).</summary>
    public async ValueTask<bool> IsVisibleAsync(string? viewerId, string otherId,
        CancellationToken cancellationToken) =>
        (await VisibleAsync(viewerId, [otherId], freshAsOf: 0, cancellationToken))[0] is not null;

    /// <summary>The person's card has changed, or is gone: from now on this silo serves nothing older.</summary>
    public void Invalidate(string userId) => _summaries.Invalidate(userId);

    /// <summary>The edge has changed: from now on this silo serves nothing older.</summary>
    public void InvalidateFollow(string follower, string followee) => _followed.Invalidate(follower, followee);

    /// <summary>
    /// A block between these two was made or ended: from now on this silo serves nothing older to either.
    /// </summary>
    public void InvalidateBlock(string one, string other)
    {
        _hidden.Invalidate(one, other);
        _hidden.Invalidate(other, one);
    }

    private static async ValueTask<IReadOnlyDictionary<string, UserSummaryView>> LoadSummariesAsync(
        IProfileStore profiles, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var stored = await profiles.GetManyAsync(ids, cancellationToken);
        return stored.ToDictionary(profile => profile.UserId, ProfileViews.SummaryOf);
    }

    /// <summary>
    /// In the order of <paramref name="ids"/>; null for those who are not there, or whom a block hides from the viewer.
    /// </summary>
    private async ValueTask<UserSummaryView?[]> VisibleAsync(string? viewerId, IReadOnlyList<string> ids,
        long freshAsOf, CancellationToken cancellationToken)
    {
        var readingCards = _summaries.GetManyAsync(ids, freshAsOf, cancellationToken);
        if (viewerId is null)
            return await readingCards;
        var hidden = await _hidden.GetManyAsync(viewerId, ids, freshAsOf, cancellationToken);
        var cards = await readingCards;
        for (var i = 0; i < cards.Length; i++)
        {
            if (hidden[i])
                cards[i] = null;
        }

        return cards;
    }

    private static int SizeOf(string id, UserSummaryView? card) =>
        CacheSize.Of(id)
            + (card is null ? 0
                : CacheSize.Object + CacheSize.Of(card.Username) + CacheSize.Of(card.Fullname)
                    + CacheSize.Of(card.AvatarKey));
}
