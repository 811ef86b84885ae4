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
        await using var api = await MediaApi.StartAsync(new() { ["Media:Erasure:Batch"] = "2" });
        var kept = await api.UploadedUrlAsync(Picture);
        for (var i = 0; i < 5; i++)
            api.Queue(await api.UploadedUrlAsync(Picture));
        api.Clock.Advance(TimeSpan.FromSeconds(3));
        await Until.TrueAsync(() => api.References.Queued.IsEmpty);
        Assert.Single(api.Files);
        Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync(kept)).StatusCode);
    }

    [Fact]
    public async Task Two_nodes_may_erase_the_same_keys()
    {
        await using var one = await MediaApi.StartAsync();
        await using var two = await MediaApi.StartAsync(sharing: one);
        for (var i = 0; i < 20; i++)
            one.Queue(await one.UploadedUrlAsync(Picture));
        one.Clock.Advance(TimeSpan.FromSeconds(3));
        await Until.TrueAsync(() => one.References.Queued.IsEmpty);
        Assert.Empty(one.Files);
    }

    [Fact]
    public async Task A_delete_erases_immediately_and_confirms()
    {
        await using var api = await MediaApi.StartAsync();
        var url = await api.UploadedUrlAsync(Picture);
        api.Queue(url);
        await api.EraseAsync(url);
        Assert.Empty(api.Files);
        Assert.Empty(api.References.Queued);
    }

    [Fact]
    public async Task A_failed_erasure_of_a_delete_is_repeated_later()
    {
        var folder = Directory.CreateTempSubdirectory("reels-media-stuck");
        var store = new StuckStore(new FileMediaStore(Path.Combine(folder.FullName, "media")));
        await using var api = await MediaApi.StartAsync(store: store);
        var url = await api.UploadedUrlAsync(Picture);
        api.Queue(url);
        store.Stuck = true;
        await api.EraseAsync(url);
        api.Clock.Advance(TimeSpan.FromSeconds(3));
        await Until.TrueAsync(() => store.Refused >= 2);
        Assert.Single(api.References.Queued);
        store.Stuck = false;
        api.Clock.Advance(TimeSpan.FromSeconds(3));
        await Until.TrueAsync(() => api.References.Queued.IsEmpty);
        await (await api.Client.GetAsync(url)).IsProblemAsync(HttpStatusCode.NotFound, "media_not_found");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_object_that_cannot_be_erased_does_not_block_others()
    {
        var folder = Directory.CreateTempSubdirectory("reels-media-stuck");
        var store = new StuckStore(new FileMediaStore(Path.Combine(folder.FullName, "media")));
        await using var api = await MediaApi.StartAsync(new() { ["Media:Erasure:Batch"] = "2" }, store: store);
        List<string> urls = [];
        for (var i = 0; i < 8; i++)
            urls.Add(await api.UploadedUrlAsync(Picture));
        foreach (var stuck in urls[..3])
            store.StuckKeys.Add(MediaUrl.ToKey(stuck)!);
        foreach (var url in urls)
            api.Queue(url);
        await Until.TrueAsync(() =>
        {
            api.Clock.Advance(TimeSpan.FromSeconds(3));
            return api.References.Queued.Count == 3;
        });
        await (await api.Client.GetAsync(urls[^1])).IsProblemAsync(HttpStatusCode.NotFound, "media_not_found");

        store.StuckKeys.Clear();
        await Until.TrueAsync(() =>
        {
            api.Clock.Advance(TimeSpan.FromSeconds(3));
            return api.References.Queued.IsEmpty;
        });
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_unavailable_store_is_reported()
    {
        var folder = Directory.CreateTempSubdirectory("reels-media-stuck");
        var store = new StuckStore(new FileMediaStore(folder.FullName));
        await using var api = await MediaApi.StartAsync(store: store);
        var url = await api.UploadedUrlAsync(Picture);
        store.Stuck = true;
        await (await api.Client.PostAsync("/api/media/upload?kind=reel", new ByteArrayContent(Picture))).IsProblemAsync(
            HttpStatusCode.ServiceUnavailable, "store_unavailable");
        await (await api.Client.GetAsync(url)).IsProblemAsync(HttpStatusCode.ServiceUnavailable, "store_unavailable");
        Assert.Contains("\"Media\":\"down\"", await HealthAsync(), StringComparison.Ordinal);
        store.Stuck = false;
        Assert.Contains("\"Media\":\"up\"", await HealthAsync(), StringComparison.Ordinal);
        folder.Delete(recursive: true);

        // Without a silo the API is not ready, but the answer still names the stores.
        async Task<string> HealthAsync() =>
            await (await api.Client.GetAsync("/health/ready")).Content.ReadAsStringAsync();
    }

    /// <summary>A store that fails while <see cref="Stuck"/> is set.</summary>
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
                if (!Stuck)
                    return store;
                Interlocked.Increment(ref _refused);
                throw new StoreUnavailableException(Engines.Embedded, outcomeUnknown: true);
            }
        }

        public string Engine => store.Engine;

        public bool ExpiresRequests => store.ExpiresRequests;

        public Task CheckHealthAsync(CancellationToken cancellationToken) =>
            Reached.CheckHealthAsync(cancellationToken);

        public Task<IMediaUpload> BeginAsync(CancellationToken cancellationToken) =>
            Reached.BeginAsync(cancellationToken);

        public Task<MediaObject?> FindAsync(string key, CancellationToken cancellationToken) =>
            Reached.FindAsync(key, cancellationToken);

        public Task<Stream?> OpenAsync(string key, long offset, long length, CancellationToken cancellationToken) =>
            Reached.OpenAsync(key, offset, length, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
            StuckKeys.Contains(key)
                ? Task.FromException(new StoreUnavailableException(Engines.Embedded, outcomeUnknown: true))
                : Reached.DeleteAsync(key, cancellationToken);

        public Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content,
            CancellationToken cancellationToken) => Reached.PutIfAbsentAsync(key, content, cancellationToken);

        public Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken) =>
            Reached.ReadAsync(key, cancellationToken);

        public IAsyncEnumerable<MediaObject> List(string folder, string? startAfter,
            CancellationToken cancellationToken) => Reached.List(folder, startAfter, cancellationToken);
    }
}
