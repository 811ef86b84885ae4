using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;

namespace Reels.Grains.Users;

/// <summary>People as lists show them, from this silo's caches of cards, of who follows whom, and of who is hidden from whom by a block, in either direction. Cards
/// are the same for everybody; whom a viewer may not see is left out last.</summary>
public sealed class PeopleReader
{
    private readonly MultiGetCache<string, Card> _cards;
    private readonly MultiGetCache<(string Viewer, string Other), bool> _followed;
    private readonly MultiGetCache<(string Viewer, string Other), bool> _hidden;

    public PeopleReader(IProfileStore profiles, IFollowStore follows, IBlockStore blocks, IOptions<CacheOptions> options, CacheClock clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        var cache = options.Value;
        _cards = new("profiles", (ids, cancel) => LoadCardsAsync(profiles, ids, cancel), SizeOfCard, cache.Of(CacheShare.Cards), cache.Life, clock);
        _followed = new("follows", (edges, cancel) => LoadAsync(follows.WhichFollowedAsync, edges, cancel), SizeOfPair, cache.Of(CacheShare.Followed), cache.Life, clock);
        _hidden = new("blocks", (pairs, cancel) => LoadAsync(blocks.WhichHiddenAsync, pairs, cancel), SizeOfPair, cache.Of(CacheShare.Hidden), cache.Life, clock);
    }

    /// <summary>The cards of those of <paramref name="ids"/> that exist, by user id, whoever looks.</summary>
    /// <param name="notBefore">A moment of the <see cref="CacheClock"/> that what is answered must not be older than; 0: at most the caches' life.</param>
    public ValueTask<IReadOnlyDictionary<string, Card>> GetCardsAsync(IReadOnlyCollection<string> ids, long notBefore, CancellationToken cancellationToken) =>
        _cards.GetManyAsync(ids, notBefore, cancellationToken);

    /// <summary>The cards of those of <paramref name="ids"/> that exist and that <paramref name="viewerId"/> (null: nobody) may see, by user id.</summary>
    /// <inheritdoc cref="GetCardsAsync" path="/param"/>
    public async ValueTask<IReadOnlyDictionary<string, Card>> GetVisibleCardsAsync(
        string? viewerId, IReadOnlyCollection<string> ids, long notBefore, CancellationToken cancellationToken)
    {
        var readingCards = GetCardsAsync(ids, notBefore, cancellationToken);
        var hidden = await WhichHiddenAsync(viewerId, ids, notBefore, cancellationToken);
        var cards = await readingCards;
        return hidden.Count == 0 ? cards : cards.Where(card => !hidden.Contains(card.Key)).ToDictionary();
    }

    /// <summary>Those of <paramref name="ids"/> that exist and may be seen, by user id, as <paramref name="viewerId"/> (null: nobody) sees them.</summary>
    /// <inheritdoc cref="GetCardsAsync" path="/param"/>
    public async ValueTask<IReadOnlyDictionary<string, Person>> GetPeopleAsync(
        string? viewerId, IReadOnlyCollection<string> ids, long notBefore, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var readingCards = GetVisibleCardsAsync(viewerId, ids, notBefore, cancellationToken);
        var followed = viewerId is null ? null : await WhichFollowedAsync(viewerId, ids, notBefore, cancellationToken);
        var cards = await readingCards;

        var people = new Dictionary<string, Person>(cards.Count);
        foreach (var (id, card) in cards)
            people[id] = new(card, followed?.Contains(id));
        return people;
    }

    /// <summary>Those of <paramref name="ids"/> whom the viewer follows; never the viewer.</summary>
    /// <inheritdoc cref="GetCardsAsync" path="/param"/>
    public async ValueTask<IReadOnlySet<string>> WhichFollowedAsync(
        string viewerId, IReadOnlyCollection<string> ids, long notBefore, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return await WhichAsync(_followed, viewerId, ids, notBefore, cancellationToken);
    }

    /// <summary>Those of <paramref name="ids"/> who have blocked the viewer (null: nobody), or whom the viewer has blocked: to each other they are not there.</summary>
    /// <inheritdoc cref="GetCardsAsync" path="/param"/>
    public async ValueTask<IReadOnlySet<string>> WhichHiddenAsync(
        string? viewerId, IReadOnlyCollection<string> ids, long notBefore, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return viewerId is null ? FrozenSet<string>.Empty : await WhichAsync(_hidden, viewerId, ids, notBefore, cancellationToken);
    }

    /// <summary>Whether no block stands between the viewer (null: nobody) and the other, be they there or not. Within a cache life; a block that was answered is known to all silos.</summary>
    public async ValueTask<bool> MaySeeAsync(string? viewerId, string otherId, CancellationToken cancellationToken) =>
        (await WhichHiddenAsync(viewerId, [otherId], notBefore: 0, cancellationToken)).Count == 0;

    /// <summary>Whether the other is there (still), with no block between them and the viewer (null: nobody).</summary>
    public async ValueTask<bool> SeesAsync(string? viewerId, string otherId, CancellationToken cancellationToken) =>
        (await GetVisibleCardsAsync(viewerId, [otherId], notBefore: 0, cancellationToken)).Count > 0;

    /// <summary>The person's card has changed, or is gone: from now on this silo serves nothing older.</summary>
    public void Invalidate(string userId) => _cards.Invalidate(userId);

    /// <summary>The edge has changed: from now on this silo serves nothing older.</summary>
    public void InvalidateFollow(string follower, string followee) => _followed.Invalidate((follower, followee));

    /// <summary>A block between these two was made or ended: from now on this silo serves nothing older to either.</summary>
    public void InvalidateHidden(string one, string other)
    {
        _hidden.Invalidate((one, other));
        _hidden.Invalidate((other, one));
    }

    private static async ValueTask<IReadOnlyDictionary<string, Card>> LoadCardsAsync(
        IProfileStore profiles, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var stored = await profiles.GetManyAsync(ids, cancellationToken);
        return stored.ToDictionary(profile => profile.UserId, profile => new Card(profile.UserId, profile.Username, profile.Fullname, profile.AvatarKey));
    }

    private static async ValueTask<IReadOnlySet<string>> WhichAsync(
        MultiGetCache<(string Viewer, string Other), bool> cache, string viewerId, IReadOnlyCollection<string> ids, long notBefore, CancellationToken cancellationToken)
    {
        var pairs = new List<(string, string)>(ids.Count);
        foreach (var id in ids)
        {
            if (id != viewerId)
                pairs.Add((viewerId, id));
        }

        var which = new HashSet<string>();
        foreach (var ((_, id), yes) in await cache.GetManyAsync(pairs, notBefore, cancellationToken))
        {
            if (yes)
                which.Add(id);
        }

        return which;
    }

    // One caller's keys are one viewer's, so this is one call.
    private static async ValueTask<IReadOnlyDictionary<(string Viewer, string Other), bool>> LoadAsync(
        Func<string, IReadOnlyCollection<string>, CancellationToken, ValueTask<IReadOnlySet<string>>> which,
        IReadOnlyCollection<(string Viewer, string Other)> pairs,
        CancellationToken cancellationToken)
    {
        var found = await which(pairs.First().Viewer, [.. pairs.Select(pair => pair.Other)], cancellationToken);
        return pairs.ToDictionary(pair => pair, pair => found.Contains(pair.Other));
    }

    private static int SizeOfCard(string id, Card? card) =>
        CacheSize.Of(id) + (card is null ? 0 : CacheSize.Object + CacheSize.Of(card.Username) + CacheSize.Of(card.Fullname) + CacheSize.Of(card.AvatarKey));

    private static int SizeOfPair((string Viewer, string Other) pair, bool yes) => CacheSize.Of(pair.Viewer) + CacheSize.Of(pair.Other);
}
