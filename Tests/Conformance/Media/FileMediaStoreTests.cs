using Reels.Api.Media;
using Reels.Api.Media.Files;

namespace Reels.Tests.Conformance.Media;

public sealed class FileMediaStoreTests : MediaStoreConformance
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reels-media");

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    protected override Task<IMediaStore> Open() => Task.FromResult<IMediaStore>(new FileMediaStore(_folder.FullName));

    protected override Task<int> Leftovers() => Task.FromResult(Directory.GetFiles(Path.Combine(_folder.FullName, ".incoming")).Length);
}
