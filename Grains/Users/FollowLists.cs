using System.Collections.Immutable;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Stores;

namespace Reels.Grains.Users;

/// <summary>
/// Who follows a person and whom they follow. Edges are read from the store, and people no older than this call: a
/// viewer finds their own acts.
/// </summary>
internal sealed class FollowLists(string userId, UserStores stores)
{
    public async Task<Page<ListedPerson, PersonPosition>> FollowersAsync(
        string? viewerId, PersonPosition? before, int limit, CancellationToken cancellationToken) =>
        await PageAsync(await stores.Follows.ListFollowersAsync(userId, before, limit + 1, cancellationToken),
            edge => edge.Follower, viewerId, limit, cancellationToken);

    public async Task<Page<ListedPerson, PersonPosition>> FollowingAsync(
        string? viewerId, PersonPosition? before, int limit, CancellationToken cancellationToken) =>
        await PageAsync(await stores.Follows.ListFollowingAsync(userId, before, limit + 1, cancellationToken),
            edge => edge.Followee, viewerId, limit, cancellationToken);

    private async ValueTask<Page<ListedPerson, PersonPosition>> PageAsync(
        IReadOnlyList<Edge> edges, Func<Edge, string> other, string? viewerId, int limit,
        CancellationToken cancellationToken)
    {
        var listed = edges.Take(limit).Select(edge => new PersonPosition(edge.Since, other(edge))).ToList();
        var people = await stores.People.GetPeopleAsync(viewerId, [.. listed.Select(place => place.UserId)],
            stores.CacheClock.FreshAsOfNow(), cancellationToken);
        var items = ImmutableArray.CreateBuilder<ListedPerson>(listed.Count);
        foreach (var place in listed)
        {
            // People who are gone, or hidden from the viewer, are left out: the page comes out short.
            if (people.TryGetValue(place.UserId, out var person))
                items.Add(new(person, place.At));
        }

        return new(items.DrainToImmutable(), edges.Count > limit ? listed[^1] : null, []);
    }
}
