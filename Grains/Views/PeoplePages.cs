using System.Collections.Immutable;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.People;

namespace Reels.Grains.Views;

/// <summary>Pages of lists of people: each list gives the places, and this adds the people.</summary>
internal static class PeoplePages
{
    /// <summary>
    /// Composes a page of <paramref name="limit"/> places. People are read as of this call, so that a viewer finds
    /// their own writes. A person who is deleted, or whom a block hides from the viewer, is left out, and the page is
    /// shorter.
    /// </summary>
    /// <param name="viewerId">The viewer; null: no one.</param>
    /// <param name="places">In the list's order, read with <paramref name="limit"/> + 1: one more means that there is a
    /// next page.</param>
    /// <param name="userIdOf">The person at a place.</param>
    /// <param name="toItem">The item that shows the person; null leaves the person out.</param>
    public static async Task<Page<TItem, TPlace>> ReadPageAsync<TItem, TPlace>(
        this PeopleViews people, string? viewerId, IReadOnlyList<TPlace> places, int limit,
        Func<TPlace, string> userIdOf, Func<PersonView, TPlace, TItem?> toItem, CancellationToken cancellationToken)
        where TItem : class
        where TPlace : struct
    {
        var listed = places.Take(limit).ToList();
        var found = await people.GetPeopleAsync(viewerId, [.. listed.Select(userIdOf)], people.FreshAsOfNow(),
            cancellationToken);
        var items = ImmutableArray.CreateBuilder<TItem>(listed.Count);
        foreach (var place in listed)
        {
            if (found.TryGetValue(userIdOf(place), out var person) && toItem(person, place) is { } item)
                items.Add(item);
        }

        return new(items.DrainToImmutable(), places.Count > limit ? listed[^1] : null, []);
    }

    /// <summary>A page of people with the time at which each came into the list.</summary>
    /// <inheritdoc cref="ReadPageAsync{TItem, TPlace}"/>
    public static Task<Page<ListedPerson, PersonPosition>> ReadPageAsync(
        this PeopleViews people, string? viewerId, IReadOnlyList<PersonPosition> places, int limit,
        CancellationToken cancellationToken) =>
        people.ReadPageAsync(viewerId, places, limit, place => place.UserId,
            (person, place) => new ListedPerson(person, place.At), cancellationToken);
}
