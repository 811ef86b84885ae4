using Orleans.Concurrency;
using Reels.Grains.Interfaces.Directory;
using Reels.Grains.Stores;

namespace Reels.Grains.Directory;

/// <summary>Asks the store each time, one indexed read: a name that was just claimed is found at once, on every silo.</summary>
[StatelessWorker]
[GrainType("directory")]
public sealed class DirectoryGrain(IProfileStore profiles) : Grain, IDirectoryGrain
{
    public async Task<string?> FindByName(string username, CancellationToken cancellationToken = default) =>
        await profiles.FindIdByNameAsync(username, cancellationToken);
}
