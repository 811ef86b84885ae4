using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Reels.Grains.Interfaces;
using Reels.Tests.Api.Media;
using Reels.Tests.Unit.Media;
using Reels.Tests.Real.Faults;
using Xunit;

namespace Reels.Tests.Real.S3;

/// <summary>An endpoint that hangs or is gone, and transfers that break.</summary>
public sealed class S3FaultTests : IAsyncLifetime
{
    private static readonly byte[] Picture = Stripped.Of(Pictures.Jpeg(640, 480, pixelBytes: 1000), 4096);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    private TestBucket? _bucket;
    private FaultyProxy _link = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bucket = await TestBucket.CreateAsync();
        _link = new(TestBucket.Port);
    }

    public async ValueTask DisposeAsync()
    {
        if (_bucket is null)
            return;
        await _link.DisposeAsync();
        await _bucket.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answers_are_503_within_3_s_and_right_after_it(bool hangs)
    {
        await using var api = await StartAsync();
        var url = await api.UploadedUrlAsync(Picture);
        await _link.SetAsync(hangs ? NetworkFault.Silent : NetworkFault.Refused);

        for (var round = 0; round < 6; round++)
        {
            await UnavailableAsync(() => api.Client.GetAsync(url, Cancel));
            await UnavailableAsync(() => api.Client.SendAsync(new(HttpMethod.Head, url), Cancel));
            await UnavailableAsync(() => api.Client.PostAsync("/api/media/upload?kind=reel",
                new ByteArrayContent(Picture), Cancel));
        }

        Assert.Contains("\"S3\":\"down\"", await HealthAsync(api), StringComparison.Ordinal);
        await _link.SetAsync(NetworkFault.None);
        await Until.TrueAsync(async () =>
            (await HealthAsync(api)).Contains("\"S3\":\"up\"", StringComparison.Ordinal));
        Assert.Equal(Picture, await api.Client.GetByteArrayAsync(url, Cancel));
        await api.UploadedUrlAsync(Picture);
    }

    [Fact]
    public async Task A_delete_during_an_outage_erases_the_bytes_after_it()
    {
        await using var api = await StartAsync();
        var url = await api.UploadedUrlAsync(Picture);
        api.Queue(url);
        await _link.SetAsync(NetworkFault.Refused);
        await api.EraseAsync(url);
        Assert.Single(api.References.Queued);

        await _link.SetAsync(NetworkFault.None);
        await Until.TrueAsync(() =>
        {
            api.Clock.Advance(TimeSpan.FromSeconds(3));
            return api.References.Queued.IsEmpty;
        });
        Assert.Empty(await _bucket!.KeysAsync("reels/"));
    }

    [Fact]
    public async Task An_upload_that_stalls_ends_with_an_unknown_outcome()
    {
        await using var node = await _bucket!.NodeAt(_link.Port, new SlowTime()).PreparedAsync();
        await using (var upload = await node.Store.BeginAsync(Cancel))
        {
            for (var i = 0; i < 400; i++)
                await upload.WriteAsync(new byte[65_536], Cancel);
            await _link.SetAsync(NetworkFault.Silent);
            var failure = await Assert.ThrowsAsync<StoreUnavailableException>(
                () => upload.CompleteAsync("reels/a.mp4", Cancel));
            Assert.Equal((StoreFailure.TimedOut, true), (failure.Failure, failure.OutcomeUnknown));
        }

        Assert.Equal(0, _bucket.TemporaryFiles);
        await _link.SetAsync(NetworkFault.None);
        Assert.Null(await node.Store.FindAsync("reels/a.mp4", Cancel));
    }

    [Fact]
    public async Task A_read_that_stalls_ends()
    {
        await using var node = await _bucket!.NodeAt(_link.Port, new SlowTime()).PreparedAsync();
        await using (var upload = await node.Store.BeginAsync(Cancel))
        {
            for (var i = 0; i < 400; i++)
                await upload.WriteAsync(new byte[65_536], Cancel);
            await upload.CompleteAsync("reels/a.mp4", Cancel);
        }

        await using var bytes = await node.Store.OpenAsync("reels/a.mp4", 0, 400 * 65_536, Cancel);
        var buffer = new byte[65_536];
        await bytes!.ReadExactlyAsync(buffer, Cancel);
        await _link.SetAsync(NetworkFault.Silent);
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (await bytes.ReadAsync(buffer, Cancel) > 0)
            {
            }
        });
    }

    [Fact]
    public async Task A_body_that_ends_early_leaves_nothing()
    {
        await using var api = await StartAsync();
        using (var connection = new TcpClient())
        {
            await connection.ConnectAsync(api.Address.Host, api.Address.Port, Cancel);
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /api/media/upload?kind=reel HTTP/1.1\r\nHost: {api.Address.Authority}\r\n"
                + $"Authorization: Bearer {api.TokenOf(MediaApi.Alice)}\r\nContent-Length: 1000000\r\n\r\n"), Cancel);
            await connection.GetStream().WriteAsync(Picture, Cancel);
            using var reader = new StreamReader(connection.GetStream());
            connection.Client.Shutdown(SocketShutdown.Send);
            await reader.ReadToEndAsync(Cancel);
        }

        Assert.Empty(await _bucket!.KeysAsync("reels/"));
        Assert.Equal(0, _bucket.TemporaryFiles);
    }

    private async Task<MediaApi> StartAsync()
    {
        var api = await MediaApi.StartAsync(_bucket!.SettingsAt(_link.Port));
        await S3MediaApi.PreparedAsync(api.Services);
        return api;
    }

    private static async Task UnavailableAsync(Func<Task<HttpResponseMessage>> send)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await send();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Longest);
    }

    // Without a silo the API is not ready, but the answer still names the stores.
    private static async Task<string> HealthAsync(MediaApi api) =>
        await (await api.Client.GetAsync("/health/ready", Cancel)).Content.ReadAsStringAsync(Cancel);
}
