using Microsoft.Extensions.Options;
using Reels.Grains.Caching;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;

namespace Reels.Grains.Users;

/// <summary>People as lists show them, from this silo's caches of cards and of who follows whom.</summary>
public sealed class PeopleReader
{
    private readonly MultiGetCache<string, Card> _cards;
    private readonly MultiGetCache<(string Viewer, string Followee), bool> _followed;

    public PeopleReader(IProfileStore profiles, IFollowStore follows, IOptions<CacheOptions> options, CacheClock clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        var cache = options.Value;
        _cards = new("profiles", (ids, cancel) => LoadCardsAsync(profiles, ids, cancel), SizeOfCard, cache.Of(CacheShare.Cards), cache.Life, clock);
        _followed = new("follows", (edges, cancel) => LoadFollowedAsync(follows, edges, cancel), SizeOfEdge, cache.Of(CacheShare.Followed), cache.Life, clock);
    }

    /// <summary>The cards of those of <paramref name="ids"/> that exist, by user id.</summary>
    /// <param name="notBefore">A moment of the <see cref="CacheClock"/> that what is answered must not be older than; 0: at most the caches' life.</param>
    public ValueTask<IReadOnlyDictionary<string, Card>> GetCardsAsync(IReadOnlyCollection<string> ids, long notBefore, CancellationToken cancellationToken) =>
        _cards.GetManyAsync(ids, notBefore, cancellationToken);

    /// <summary>Those of <paramref name="ids"/> that exist, by user id, as <paramref name="viewerId"/> (null: nobody) sees them.</summary>
    /// <inheritdoc cref="GetCardsAsync" path="/param"/>
    public async ValueTask<IReadOnlyDictionary<string, Person>> GetPeopleAsync(
        string? viewerId, IReadOnlyCollection<string> ids, long notBefore, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var readingCards = _cards.GetManyAsync(ids, notBefore, cancellationToken);
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
        var edges = new List<(string, string)>(ids.Count);
        foreach (var id in ids)
        {
            if (id != viewerId)
                edges.Add((viewerId, id));
        }

        var followed = new HashSet<string>();
        foreach (var ((_, id), on) in await _followed.GetManyAsync(edges, notBefore, cancellationToken))
        {
            if (on)
                followed.Add(id);
        }

        return followed;
    }

    /// <summary>The person's card has changed, or is gone: from now on this silo serves nothing older.</summary>
    public void Invalidate(string userId) => _cards.Invalidate(userId);

    /// <summary>The edge has changed: from now on this silo serves nothing older.</summary>
    public void InvalidateFollow(string follower, string followee) => _followed.Invalidate((follower, followee));

    private static async ValueTask<IReadOnlyDictionary<string, Card>> LoadCardsAsync(
        IProfileStore profiles, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var stored = await profiles.GetManyAsync(ids, cancellationToken);
        return stored.ToDictionary(profile => profile.UserId, profile => new Card(profile.UserId, profile.Username, profile.Fullname, profile.AvatarKey));
    }

    // One caller's keys are one viewer's, so this is one call.
    private static async ValueTask<IReadOnlyDictionary<(string Viewer, string Followee), bool>> LoadFollowedAsync(
        IFollowStore follows, IReadOnlyCollection<(string Viewer, string Followee)> edges, CancellationToken cancellationToken)
    {
        var viewer = edges.First().Viewer;
        var followed = await follows.WhichFollowedAsync(viewer, [.. edges.Select(edge => edge.Followee)], cancellationToken);
        return edges.ToDictionary(edge => edge, edge => followed.Contains(edge.Followee));
    }

    private static int SizeOfCard(string id, Card? card) =>
        CacheSize.Of(id) + (card is null ? 0 : CacheSize.Object + CacheSize.Of(card.Username) + CacheSize.Of(card.Fullname) + CacheSize.Of(card.AvatarKey));

    private static int SizeOfEdge((string Viewer, string Followee) edge, bool followed) => CacheSize.Of(edge.Viewer) + CacheSize.Of(edge.Followee);
}
