using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Reels.Tests.Unit.Media;
using Xunit;

namespace Reels.Tests.Api.Media;

/// <summary>Runs after all other tests, so that only the transfer is measured.</summary>
[CollectionDefinition(nameof(MediaMemory), DisableParallelization = true)]
public sealed class MediaMemory;

[Collection(nameof(MediaMemory))]
public class MediaMemoryTests : IAsyncLifetime
{
    private const int Megabyte = 1 << 20;
    private const int FrameBytes = (100 * Megabyte) - 2000;
    private const int MaxMegabytes = 16;

    private MediaApi _api = null!;

    public async ValueTask InitializeAsync() => _api = await StartAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_api is not null)
            await _api.DisposeAsync();
    }

    private protected virtual Task<MediaApi> StartAsync() => MediaApi.StartAsync();

    [Fact]
    public async Task Transfers_of_100_MB_need_no_more_memory_than_small_ones()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak of memory is read from /proc.");
        var url = await UploadAsync();
        await DownloadAsync(url);

        await UploadAsync(inForm: true);
        var upload = await PeakOfAsync(async () => url = await UploadAsync());
        var form = await PeakOfAsync(async () => url = await UploadAsync(inForm: true));
        var download = await PeakOfAsync(() => DownloadAsync(url));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"upload +{upload:0.0} MB, in a form +{form:0.0} MB, download +{download:0.0} MB");
        Assert.InRange(upload, 0, MaxMegabytes);
        Assert.InRange(form, 0, MaxMegabytes);
        Assert.InRange(download, 0, MaxMegabytes);
    }

    /// <summary>Highest rise of the process's resident memory during the transfer, in megabytes.</summary>
    private static async Task<double> PeakOfAsync(Func<Task> transfer)
    {
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5"); // the peak starts again from here
        var before = Kilobytes("VmRSS");
        await transfer();
        return Math.Max(0, Kilobytes("VmHWM") - before) / 1024.0;
    }

    private static double Kilobytes(string name) =>
        double.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);

    private async Task<string> UploadAsync(bool inForm = false)
    {
        HttpContent content = inForm ? new MultipartFormDataContent { { new LongVideo(), "file", "long.mp4" } }
            : new LongVideo();
        var answer = await _api.Client.PostAsync("/api/media/upload?kind=reel", content);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var media = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((1920, 1080), (media.GetProperty("width").GetInt32(), media.GetProperty("height").GetInt32()));
        return media.GetProperty("url").GetString()!;
    }

    private async Task DownloadAsync(string url)
    {
        using var answer = await _api.Client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[65_536];
        long total = 0;
        for (int read; (read = await body.ReadAsync(buffer)) > 0;)
            total += read;
        Assert.Equal(answer.Content.Headers.ContentLength, total);
        Assert.InRange(total, FrameBytes, FrameBytes + 2000);
    }

    /// <summary>A video of 100 MB with its movie box at the end, generated while it is sent.</summary>
    private sealed class LongVideo : HttpContent
    {
        private readonly byte[] _video = Videos.Mp4(1920, 1080, frameBytes: 0);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var mdat = _video.AsSpan().IndexOf("mdat"u8) - 4;
            await stream.WriteAsync(_video.AsMemory(0, mdat));
            await stream.WriteAsync(Bytes.Of(Bytes.Big32(FrameBytes + 8), Bytes.Text("mdat")));
            var piece = new byte[65_536];
            for (var left = FrameBytes; left > 0; left -= piece.Length)
                await stream.WriteAsync(piece.AsMemory(0, Math.Min(left, piece.Length)));
            await stream.WriteAsync(_video.AsMemory(mdat + 8));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _video.Length + FrameBytes;
            return true;
        }
    }
}
