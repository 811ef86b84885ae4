using Reels.Api.Media;
using Xunit;
using static Reels.Tests.Unit.Media.Bytes;
using static Reels.Tests.Unit.Media.ContentProbeTests;
using static Reels.Tests.Unit.Media.Pictures;
using static Reels.Tests.Unit.Media.Videos;

namespace Reels.Tests.Unit.Media;

/// <summary>A header proves nothing: a file counts with a picture or a video track in it, and frames.</summary>
public sealed class HeaderAloneTests
{
    private static readonly byte[] PngStart = Png(640, 480)[..33];
    private static readonly byte[] Gif87 = Of(Text("GIF87a"), Little16(640), Little16(480), [0, 0, 0]);

    [Fact]
    public void A_jpeg_needs_sides_and_a_scan_with_pixels()
    {
        var picture = Jpeg(640, 480);
        var scan = At(picture, 0xFF, 0xDA);
        const string refused = "JPEG without a picture";
        Refuses(Of([0xFF, 0xD8, 0xFF, 0xD9], new byte[20]), refused);
        Refuses(picture[..30], refused);
        Refuses(Of(picture[..scan], [0xFF, 0xD9]), refused);
        Refuses(Of(picture[..(scan + 10)], [0xFF, 0xD9]), refused);
        Refuses(Of([0xFF, 0xD8], picture[scan..]), refused);
        Refuses(Jpeg(0, 480), refused);
        Refuses(Jpeg(640, 0), refused);
        Finds(picture[..(scan + 12)], new(MediaFormat.Jpeg, 640, 480)); // cut off, but viewers show what there is
    }

    [Theory]
    [InlineData(new byte[] { 7, 7 })]
    [InlineData(new byte[] { 0, 0, 0, 0xFF, 0, 0xFF, 0xFF })]
    public void Stray_bytes_between_segments_of_a_jpeg_are_skipped(byte[] stray)
    {
        var picture = Jpeg(640, 480, orientation: 6);
        var exif = At(picture, 0xFF, 0xE1);
        var frame = At(picture, 0xFF, 0xFF, 0xC0);
        foreach (var at in new[] { exif, frame })
            Finds(Of(picture[..at], stray, picture[at..]), new(MediaFormat.Jpeg, 480, 640));
    }

    [Fact]
    public void A_png_needs_sides_and_pixels()
    {
        const string refused = "PNG without a picture";
        Refuses(Png(640, 480)[..20], refused);
        Refuses(PngStart, refused);
        Refuses(Of(PngStart, PngChunk("IDAT", []), PngChunk("IEND", [])), refused);
        Refuses(Of(PngStart, PngChunk("IEND", []), PngChunk("IDAT", new byte[40])), refused);
        Refuses(Png(0, 480), refused);
        Refuses(Png(-1, 480), refused);
        Finds(Of(PngStart, PngChunk("IDAT", new byte[40])[..20]), new(MediaFormat.Png, 640, 480));
    }

    [Fact]
    public void A_gif_needs_sides_and_a_frame_with_pixels()
    {
        const string refused = "GIF without a picture";
        Refuses(Of(Gif87, Text(";")), refused);
        Refuses(Of(Gif87, [0x21, 0xFE, 3], Text("abc"), [0], Text(";")), refused);
        Refuses(Of(Gif87, [0x2C], new byte[8], [0], [2, 0], Text(";")), refused);
        Refuses(Gif(0, 480), refused);
        Finds(Of(Gif87, [0x21, 0xFE, 3], Text("a,;"), [0], Gif(640, 480)[13..]), new(MediaFormat.Gif, 640, 480));
    }

    [Fact]
    public void A_webp_needs_a_frame_with_sides()
    {
        const string refused = "WebP without a picture";
        var canvas = RiffChunk("VP8X", Of(new byte[4], Little24(639), Little24(479)));
        var frame = RiffChunk("ANMF", Of(new byte[16], RiffChunk("ALPH", new byte[3]), RiffChunk("VP8L",
            Of([0x2F], new byte[12])), [1, 2]));
        Refuses(Riff(), refused);
        Refuses(Riff(canvas), refused);
        Refuses(Riff(canvas, RiffChunk("EXIF", Tiff(6)), RiffChunk("VP8L", new byte[31])), refused);
        Refuses(Riff(RiffChunk("VP8 ", new byte[31])), refused);
        Refuses(WebPLossy(0, 480), refused);
        Refuses(WebPLossy(640, 480)[..30], refused);
        Refuses(Riff(canvas, RiffChunk("ANMF", new byte[16])), refused);
        Finds(Riff(canvas, RiffChunk("ANIM", new byte[6]), frame, frame), new(MediaFormat.WebP, 640, 480));
    }

    [Fact]
    public void An_mp4_needs_a_movie_header_a_video_track_and_frames()
    {
        var film = Mp4(640, 480);
        var first = Mp4(640, 480, moovFirst: true);
        Refuses(film[..16], "MP4 without a movie header");
        Refuses(film[..film.AsSpan().LastIndexOf("mvhd"u8)], "MP4 without a video track");
        Refuses(first[..^108], "MP4 without frames");
        Refuses(Mp4(640, 480, moovFirst: true, frameBytes: 0), "MP4 without frames");
        Refuses(Mp4Of("isom", Track("vide", Pixels("avc1", 640, 480), samples: 0)), "MP4 without frames");
        Refuses(Mp4Of("isom"), "MP4 without a video track");
        Refuses(Mp4Of("isom", Track("text", Pixels("tx3g", 640, 480))), "MP4 without a video track");
        Refuses(Mp4Of("isom", Track("vide", Pixels("avc1", 0, 0), 0, 0)), "MP4 without a video track");
        Refuses(Mp4Of("isom", Track("soun", Aac)), "MP4 with sound alone");
        Finds(first[..^50], new(MediaFormat.Mp4, 640, 480, 2500, MediaCodec.H264, MediaCodec.Aac));
    }

    [Fact]
    public void A_track_without_sides_has_those_of_its_entry() =>
        Finds(Mp4Of("isom", Track("vide", Pixels("avc1", 320, 240), 0, 0)),
            new(MediaFormat.Mp4, 320, 240, 2500, MediaCodec.H264));

    [Fact]
    public void A_webm_needs_a_video_track_with_a_codec_and_a_block()
    {
        Refuses(WebM(640, 480)[..60], "WebM without a video track");
        Refuses(WebM(640, 480, frames: false), "WebM without frames");
        Refuses(WebM(640, 480, video: ""), "WebM with sound alone");
        Refuses(WebM(0, 480), "WebM with sound alone");
        Finds(WebM(640, 480)[..^100], new(MediaFormat.WebM, 640, 480, 1500, MediaCodec.Vp9, MediaCodec.Opus));
    }

    private static int At(byte[] file, params byte[] part) => file.AsSpan().IndexOf(part);
}
