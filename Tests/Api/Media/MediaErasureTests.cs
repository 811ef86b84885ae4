using System.Net;
using Reels.Api.Media;
using Reels.Api.Media.Files;
using Reels.Grains.Interfaces;
using Reels.Tests.Unit.Media;
using Xunit;

namespace Reels.Tests.Api.Media;

public sealed class MediaErasureTests
{
    private static readonly byte[] Picture = Pictures.Jpeg(640, 480);

    [Fact]
    public async Task Queued_keys_are_erased_in_the_background()
    {
        await using var api = await MediaApi.Start(new() { ["Media:Erasure:Batch"] = "2" });
        var kept = await api.UploadedUrl(Picture);
        for (var i = 0; i < 5; i++) api.Queue(await api.UploadedUrl(Picture));
        api.Clock.Advance(TimeSpan.FromSeconds(3));
        await Until.True(() => api.References.Queued.IsEmpty);
        Assert.Single(api.Files);
        Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync(kept)).StatusCode);
    }

    [Fact]
    public async Task Two_nodes_may_erase_the_same_keys()
    {
        await using var one = await MediaApi.Start();
        await using var two = await MediaApi.Start(sharing: one);
        for (var i = 0; i < 20; i++) one.Queue(await one.UploadedUrl(Picture));
        one.Clock.Advance(TimeSpan.FromSeconds(3));
        await Until.True(() => one.References.Queued.IsEmpty);
        Assert.Empty(one.Files);
    }

    [Fact]
    public async Task A_delete_erases_at_once_and_confirms()
    {
        await using var api = await MediaApi.Start();
        var url = await api.UploadedUrl(Picture);
        api.Queue(url);
        await api.Erase(url);
        Assert.Empty(api.Files);
        Assert.Empty(api.References.Queued);
    }

    [Fact]
    public async Task What_a_delete_could_not_erase_is_erased_later()
    {
        var folder = Directory.CreateTempSubdirectory("reels-media-stuck");
        var store = new StuckStore(new FileMediaStore(Path.Combine(folder.FullName, "media")));
        await using var api = await MediaApi.Start(store: store);
        var url = await api.UploadedUrl(Picture);
        api.Queue(url);
        store.Stuck = true;
        await api.Erase(url);
        api.Clock.Advance(TimeSpan.FromSeconds(3));
        await Until.True(() => store.Refused >= 2);
        Assert.Single(api.References.Queued);
        store.Stuck = false;
        api.Clock.Advance(TimeSpan.FromSeconds(3));
        await Until.True(() => api.References.Queued.IsEmpty);
        await (await api.Client.GetAsync(url)).IsProblem(HttpStatusCode.NotFound, "media_not_found");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_can_not_be_erased_holds_up_nothing_else()
    {
        var folder = Directory.CreateTempSubdirectory("reels-media-stuck");
        var store = new StuckStore(new FileMediaStore(Path.Combine(folder.FullName, "media")));
        await using var api = await MediaApi.Start(new() { ["Media:Erasure:Batch"] = "2" }, store: store);
        List<string> urls = [];
        for (var i = 0; i < 8; i++) urls.Add(await api.UploadedUrl(Picture));
        foreach (var stuck in urls[..3]) store.StuckKeys.Add(MediaUrl.ToKey(stuck)!);
        foreach (var url in urls) api.Queue(url);
        await Until.True(() =>
        {
            api.Clock.Advance(TimeSpan.FromSeconds(3));
            return api.References.Queued.Count == 3;
        });
        await (await api.Client.GetAsync(urls[^1])).IsProblem(HttpStatusCode.NotFound, "media_not_found");

        store.StuckKeys.Clear();
        await Until.True(() =>
        {
            api.Clock.Advance(TimeSpan.FromSeconds(3));
            return api.References.Queued.IsEmpty;
        });
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_store_that_is_away_is_said_so()
    {
        var folder = Directory.CreateTempSubdirectory("reels-media-stuck");
        var store = new StuckStore(new FileMediaStore(folder.FullName));
        await using var api = await MediaApi.Start(store: store);
        var url = await api.UploadedUrl(Picture);
        store.Stuck = true;
        await (await api.Client.PostAsync("/api/media/upload?kind=reel", new ByteArrayContent(Picture))).IsProblem(HttpStatusCode.ServiceUnavailable, "store_unavailable");
        await (await api.Client.GetAsync(url)).IsProblem(HttpStatusCode.ServiceUnavailable, "store_unavailable");
        Assert.Contains("\"Media\":\"down\"", await Health(), StringComparison.Ordinal);
        store.Stuck = false;
        Assert.Contains("\"Media\":\"up\"", await Health(), StringComparison.Ordinal);
        folder.Delete(recursive: true);

        // There is no silo here, so readiness is refused; it names the stores all the same.
        async Task<string> Health() => await (await api.Client.GetAsync("/health/ready")).Content.ReadAsStringAsync();
    }

    /// <summary>A store that fails while it is told to.</summary>
    private sealed class StuckStore(IMediaStore store) : IMediaStore
    {
        private int _refused;

        public bool Stuck { get; set; }

        /// <summary>Objects that can't be deleted.</summary>
        public HashSet<string> StuckKeys { get; } = [];

        public int Refused => _refused;

        private IMediaStore Reached
        {
            get
            {
                if (!Stuck) return store;
                Interlocked.Increment(ref _refused);
                throw new StoreUnavailableException("Media", outcomeUnknown: true);
            }
        }

        public Task<IMediaUpload> Begin(CancellationToken cancel) => Reached.Begin(cancel);

        public Task<MediaObject?> Find(string key, CancellationToken cancel) => Reached.Find(key, cancel);

        public Task<Stream?> Open(string key, long offset, long length, CancellationToken cancel) => Reached.Open(key, offset, length, cancel);

        public Task Delete(string key, CancellationToken cancel) =>
            StuckKeys.Contains(key) ? Task.FromException(new StoreUnavailableException("Media", outcomeUnknown: true)) : Reached.Delete(key, cancel);

        public Task<bool> PutIfAbsent(string key, ReadOnlyMemory<byte> content, CancellationToken cancel) => Reached.PutIfAbsent(key, content, cancel);

        public Task<byte[]?> Read(string key, CancellationToken cancel) => Reached.Read(key, cancel);

        public IAsyncEnumerable<MediaObject> List(string folder, string? startAfter, CancellationToken cancel) => Reached.List(folder, startAfter, cancel);
    }
}
