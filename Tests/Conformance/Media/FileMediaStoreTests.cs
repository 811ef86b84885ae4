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

    [Fact]
    public async Task A_broken_disk_is_reported_and_never_as_missing_objects()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links that lead nowhere are for Unix.");
        var store = new FileMediaStore(_folder.FullName);
        await store.PutIfAbsentAsync("reels/abcdefg.jpg", new byte[10], default);
        var shard = Path.Combine(_folder.FullName, "reels", "abcde");
        Directory.Move(shard, shard + "-away");
        Directory.CreateSymbolicLink(shard, shard); // reading it fails, as on a broken disk

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.FindAsync("reels/abcdefg.jpg", default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync("reels/abcdefg.jpg", 0, 1, default));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.PutIfAbsentAsync("reels/abcdefh.jpg", new byte[10], default));

        File.Delete(shard);
        Directory.Move(shard + "-away", shard);
        Directory.Move(Path.Combine(_folder.FullName, "reels"), Path.Combine(_folder.FullName, "reels-away"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "reels"), Path.Combine(_folder.FullName, "reels"));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            async () => await store.List("reels", null, default).AnyAsync());
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private protected override Task<IMediaStore> OpenAsync() =>
        Task.FromResult<IMediaStore>(new FileMediaStore(_folder.FullName));

    private protected override Task<IMediaStore> OpenFailingAsync()
    {
        var root = Path.Combine(_folder.FullName, "failing");
        var store = new FileMediaStore(root);
        Directory.Delete(root, recursive: true);
        return Task.FromResult<IMediaStore>(store);
    }

    protected override Task<int> LeftoversAsync() =>
        Task.FromResult(Directory.GetFiles(Path.Combine(_folder.FullName, ".incoming")).Length);
}
