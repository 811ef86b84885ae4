using Reels.Api.Media;
using Reels.Api.Media.Files;
using Reels.Grains.Interfaces;
using Xunit;

namespace Reels.Tests.Conformance.Media;

public sealed class FileMediaStoreTests : MediaStoreConformance
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reels-media");

    [Fact]
    public async Task Nothing_is_reported_missing_while_the_folder_is_unavailable()
    {
        var root = Path.Combine(_folder.FullName, "media");
        var store = new FileMediaStore(root);
        await store.PutIfAbsentAsync("reels/a.jpg", new byte[10], default);
        Directory.Move(root, root + "-away");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.DeleteAsync("reels/a.jpg", default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.FindAsync("reels/a.jpg", default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync("reels/a.jpg", 0, 10, default));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            async () => await store.List("reels", null, default).AnyAsync());

        Directory.Move(root + "-away", root);
        Assert.NotNull(await store.FindAsync("reels/a.jpg", default));
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private protected override Task<IMediaStore> OpenAsync() =>
        Task.FromResult<IMediaStore>(new FileMediaStore(_folder.FullName));

    protected override Task<int> LeftoversAsync() =>
        Task.FromResult(Directory.GetFiles(Path.Combine(_folder.FullName, ".incoming")).Length);
}
