using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using Reels.Tests.Unit.Media;
using Xunit;

namespace Reels.Tests.Api.Media;

/// <summary>Transfers over sockets that break or are very slow.</summary>
public sealed class MediaConnectionTests : IAsyncLifetime
{
    private static readonly byte[] Start = [.. Pictures.Jpeg(640, 480), .. new byte[300_000]];

    private MediaApi _api = null!;

    public async ValueTask InitializeAsync() => _api = await MediaApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("POST /api/media/upload?kind=reel HTTP/1.1", "Content-Length: 1000000\r\n\r\n")]
    [InlineData("POST /api/media/upload?kind=reel HTTP/1.1", "Transfer-Encoding: chunked\r\n\r\nf4240\r\n")]
    [InlineData(
        "POST /api/media/upload HTTP/1.1",
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n"
        + "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nreel\r\n"
        + "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n")]
    public async Task An_aborted_upload_leaves_nothing(string line, string rest)
    {
        using (var connection = await OpenAsync(line, rest))
        {
            await connection.GetStream().WriteAsync(Start);
            await Until.TrueAsync(() => _api.Files.Any(file => new FileInfo(file) is { Exists: true, Length: > 0 }));
            connection.LingerState = new LingerOption(true, 0); // a reset, as by a phone that loses its network
        }

        await Until.TrueAsync(() => _api.Files.Length == 0);
    }

    [Fact]
    public async Task A_very_slow_upload_is_aborted()
    {
        await using var strict = await MediaApi.StartAsync(
            new() { ["Http:RateGrace"] = "00:00:01.100", ["Http:MinBytesPerSecond"] = "1000000" });
        using var connection = await OpenAsync("POST /api/media/upload?kind=reel HTTP/1.1",
            "Content-Length: 1000000\r\n\r\n", strict);
        await connection.GetStream().WriteAsync(Start);
        using var reader = new StreamReader(connection.GetStream());
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"request_timeout\"", answer, StringComparison.Ordinal);
        await Until.TrueAsync(() => strict.Files.Length == 0);
    }

    [Fact]
    public async Task A_client_that_reads_nothing_is_disconnected()
    {
        await using var strict = await MediaApi.StartAsync(
            new() { ["Http:RateGrace"] = "00:00:01.100", ["Http:MinBytesPerSecond"] = "1000000" });
        var url = await strict.UploadedUrlAsync(Pictures.Jpeg(640, 480, pixelBytes: 20_000_000));
        using var connection = await OpenAsync($"GET {url} HTTP/1.1", "\r\n", strict);
        var mine = connection.Client.LocalEndPoint;

        // The buffers of the operating system are full long before the end; then only the server's limit ends it.
        await Until.TrueAsync(() => !IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
            .Any(open => open.LocalEndPoint.Equals(mine) && open.State == TcpState.Established));
    }

    [Fact]
    public async Task A_client_that_disconnects_affects_no_other()
    {
        var picture = Stripped.Of(Pictures.Jpeg(640, 480, pixelBytes: 20_000_000), 65_536);
        var url = await _api.UploadedUrlAsync(picture);
        for (var i = 0; i < 5; i++)
        {
            using var connection = await OpenAsync($"GET {url} HTTP/1.1", "\r\n");
            await connection.GetStream().ReadExactlyAsync(new byte[1000]);
        }

        Assert.Equal(picture.Length, (await _api.Client.GetByteArrayAsync(url)).Length);
    }

    private async Task<TcpClient> OpenAsync(string line, string rest, MediaApi? to = null)
    {
        var api = to ?? _api;
        var connection = new TcpClient { ReceiveBufferSize = 16_384 }; // small: the server soon notices a full one
        await connection.ConnectAsync(api.Address.Host, api.Address.Port);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"{line}\r\nHost: {api.Address.Authority}\r\n"
            + $"Authorization: Bearer {api.TokenOf(MediaApi.Alice)}\r\n{rest}"));
        return connection;
    }
}
