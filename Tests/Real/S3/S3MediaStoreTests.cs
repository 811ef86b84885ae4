using System.Net;
using System.Net.Sockets;
using Reels.Api.Media;
using Reels.Api.Media.S3;
using Reels.Grains.Interfaces;
using Reels.Tests.Conformance.Media;
using Xunit;

namespace Reels.Tests.Real.S3;

public sealed class S3MediaStoreTests : MediaStoreConformance
{
    private readonly List<TestNode> _nodes = [];
    private TestBucket? _bucket;

    [Fact]
    public async Task Nothing_is_reported_missing_where_the_bucket_is()
    {
        await using var none = await TestBucket.CreateAsync();
        await using var node = none.NodeAt(TestBucket.Port, new SlowTime()).Open();
        var store = node.Store;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.BeginAsync(default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.FindAsync("reels/a.jpg", default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync("reels/a.jpg", 0, 1, default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ReadAsync("requests/a", default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.DeleteAsync("reels/a.jpg", default));
        await Assert.ThrowsAsync<StoreUnavailableException>(
            async () => await store.List("reels", null, default).AnyAsync());
    }

    [Fact]
    public async Task A_list_goes_on_beyond_one_page()
    {
        var keys = Enumerable.Range(0, 1_003).Select(i => $"requests/{i:x4}").ToArray();
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (key, token) => await Store.PutIfAbsentAsync(key, new byte[1], token));
        Assert.Equal(keys,
            await Store.List("requests", null, default).Select(found => found.Key).ToArrayAsync());
    }

    [Theory]
    [InlineData("reels/a.jpg", "image/jpeg", "public, max-age=31536000, s-maxage=3600, immutable")]
    [InlineData("avatars/a.webp", "image/webp", "public, max-age=31536000, s-maxage=3600, immutable")]
    [InlineData("stories/a.mp4", "video/mp4", null)]
    public async Task An_object_has_the_headers_that_a_CDN_sends(string key, string contentType, string? caching)
    {
        await using (var upload = await Store.BeginAsync(default))
        {
            await upload.WriteAsync(new byte[10], default);
            await upload.CompleteAsync(key, default);
        }

        Assert.Equal([key], await _bucket!.KeysAsync());
        var found = await _bucket.Client.GetObjectMetadataAsync(_bucket.Name, key);
        Assert.Equal((contentType, caching), (found.Headers.ContentType, found.Headers.CacheControl));
    }

    [Fact]
    public async Task Too_many_transfers_are_refused_immediately()
    {
        var options = _bucket!.OptionsAt(TestBucket.Port);
        options.MaxTransfers = 2;
        await using var node = new TestNode(options, new SlowTime(),
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance).Open();
        var store = node.Store;
        await store.PutIfAbsentAsync("reels/a.jpg", new byte[10], default);
        var first = await store.OpenAsync("reels/a.jpg", 0, 10, default);
        await using var second = await store.OpenAsync("reels/a.jpg", 0, 10, default);

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => store.OpenAsync("reels/a.jpg", 0, 10, default));
        Assert.Equal(StoreFailure.Overloaded, refused.Failure);
        await first!.DisposeAsync();
        await using var third = await store.OpenAsync("reels/a.jpg", 0, 10, default);
        Assert.NotNull(third);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        if (_bucket is not null)
            await _bucket.DisposeAsync();
    }

    private protected override async Task<IMediaStore> OpenAsync()
    {
        _bucket ??= await TestBucket.CreateAsync();
        _nodes.Add(_bucket.NodeAt(TestBucket.Port, new SlowTime()));
        return (await _nodes[^1].PreparedAsync()).Store;
    }

    private protected override Task<IMediaStore> OpenFailingAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var unused = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        _nodes.Add(_bucket!.NodeAt(unused, new SlowTime()).Open());
        return Task.FromResult<IMediaStore>(_nodes[^1].Store);
    }

    protected override async Task<int> LeftoversAsync() =>
        _bucket!.TemporaryFiles + (await _bucket.KeysAsync(S3MediaStore.CheckFolder)).Length
            + ((await _bucket.Client.ListMultipartUploadsAsync(_bucket.Name)).MultipartUploads?.Count ?? 0);
}
