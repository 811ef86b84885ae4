using System.Collections.Immutable;
using Reels.Grains.Caching;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Stores;
using Reels.Grains.Views;

namespace Reels.Grains.Likes;

/// <summary>
/// Who likes a reel. States are read from the store, and people no older than this call: a viewer finds their own acts.
/// </summary>
internal sealed class LikerList(Guid reelId, ILikeStore likes, PeopleViews people, CacheClock clock)
{
    public async Task<Page<ListedPerson, PersonPosition>> ReadAsync(
        string? viewerId, PersonPosition? before, int limit, CancellationToken cancellationToken)
    {
        var found = await likes.ListAsync(reelId, before, limit + 1, cancellationToken);
        var listed = found.Take(limit).ToList();
        var known = await people.GetPeopleAsync(viewerId, [.. listed.Select(place => place.UserId)],
            clock.FreshAsOfNow(), cancellationToken);
        var items = ImmutableArray.CreateBuilder<ListedPerson>(listed.Count);
        foreach (var place in listed)
        {
            // People who are gone, or hidden from the viewer, are left out: the page comes out short.
            if (known.TryGetValue(place.UserId, out var person))
                items.Add(new(person, place.At));
        }

        return new(items.DrainToImmutable(), found.Count > limit ? listed[^1] : null, []);
    }
}
