using Orleans.Concurrency;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Interfaces.People;
using Reels.Grains.Stores;
using Reels.Grains.Views;

namespace Reels.Grains.Directory;

/// <summary>
/// Finds people by name. It reads the store for each call, by index, so that every silo finds a new name immediately.
/// </summary>
[StatelessWorker]
[GrainType("directory")]
internal sealed class DirectoryGrain(IProfileStore profiles, PeopleViews people) : Grain, IDirectoryGrain
{
    public async Task<string?> FindByName(string username, CancellationToken cancellationToken = default) =>
        await profiles.FindIdByNameAsync(username, cancellationToken);

    public async Task<Page<PersonView, SearchPosition>> Search(
        string? viewerId, string text, SearchPosition? after, int limit, CancellationToken cancellationToken = default)
    {
        var places = await profiles.SearchAsync(text, after, limit + 1, cancellationToken);
        return await people.ReadPageAsync(viewerId, places, limit, place => place.UserId, (person, _) => person,
            cancellationToken);
    }
}
