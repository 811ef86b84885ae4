using System.Collections.Immutable;
using Orleans.Concurrency;
using Reels.Grains.Caching;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Stores;
using Reels.Grains.Views;

namespace Reels.Grains.Directory;

/// <summary>
/// Asks the store each time, one indexed read: a name that was just claimed is found at once, on every silo.
/// </summary>
[StatelessWorker]
[GrainType("directory")]
internal sealed class DirectoryGrain(IProfileStore profiles, PeopleViews people, CacheClock clock) : Grain,
    IDirectoryGrain
{
    public async Task<string?> FindByName(string username, CancellationToken cancellationToken = default) =>
        await profiles.FindIdByNameAsync(username, cancellationToken);

    public async Task<Page<PersonView, SearchPosition>> Search(
        string? viewerId, string text, SearchPosition? after, int limit, CancellationToken cancellationToken = default)
    {
        if (SearchKeys.Fold(text) is not { Length: > 0 } prefix)
            return new([], null, []);
        var places = await profiles.SearchAsync(prefix, after, limit + 1, cancellationToken);
        var listed = places.Take(limit).ToList();
        var known = await people.GetPeopleAsync(viewerId, [.. listed.Select(place => place.UserId)],
            clock.FreshAsOfNow(), cancellationToken);
        var items = ImmutableArray.CreateBuilder<PersonView>(listed.Count);
        foreach (var place in listed)
        {
            // People who are gone, or hidden from the viewer, are left out: the page comes out short.
            if (known.TryGetValue(place.UserId, out var person))
                items.Add(person);
        }

        return new(items.DrainToImmutable(), places.Count > limit ? listed[^1] : null, []);
    }
}
