using System.Collections.Immutable;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Users;
using Reels.Grains.Stores;

namespace Reels.Grains.Users;

/// <summary>
/// Whom a person may want to follow: whom those follow whom they follow; and where they follow nobody, whom most
/// follow.
/// </summary>
internal sealed class Suggestions(string userId, UserStores stores)
{
    /// <summary>
    /// 200 of 200 are 40,000 edges at most, which is what one answer may read. Whom over 10,000 follow is known for
    /// other reasons, and says little of a circle.
    /// </summary>
    private static readonly SuggestionBounds Bounds = new(Followees: 200, FolloweesOfEach: 200, MaxFollowers: 10_000);

    public async Task<Page<SuggestionView, SuggestionPosition>> ReadAsync(SuggestionPosition? after, int limit,
        CancellationToken cancellationToken)
    {
        var counts = (await stores.Follows.CountsAsync([userId], cancellationToken))[userId];
        var found = counts.Following > 0
            ? await stores.Follows.SuggestAsync(userId, Bounds, after, limit + 1, cancellationToken)
            : await stores.Follows.MostFollowedAsync(after, limit + 1, cancellationToken);
        var listed = found.Take(limit).ToList();
        var people = await stores.People.GetPeopleAsync(userId, [.. listed.Select(place => place.UserId)],
            stores.CacheClock.FreshAsOfNow(), cancellationToken);
        var items = ImmutableArray.CreateBuilder<SuggestionView>(listed.Count);
        foreach (var place in listed)
        {
            // People who are gone or hidden, and oneself among the most followed, are left out: the page comes out
            // short.
            if (place.UserId != userId && people.TryGetValue(place.UserId, out var person))
                items.Add(new(person, counts.Following > 0 ? place.Number : 0));
        }

        return new(items.DrainToImmutable(), found.Count > limit ? listed[^1] : null, []);
    }
}
