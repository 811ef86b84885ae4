using Reels.Api.Media;
using Reels.Api.Media.Formats;
using Xunit;
using static Reels.Tests.Unit.Media.Bytes;

namespace Reels.Tests.Unit.Media;

public sealed class ContentProbeTests
{
    [Fact]
    public void A_jpeg_has_its_sides() => Finds(Pictures.Jpeg(640, 480), new(MediaFormat.Jpeg, 640, 480));

    [Fact]
    public void A_progressive_jpeg_has_its_sides() =>
        Finds(Pictures.Jpeg(640, 480, frame: 0xC2), new(MediaFormat.Jpeg, 640, 480));

    [Theory]
    [InlineData(1, 640, 480)]
    [InlineData(3, 640, 480)]
    [InlineData(5, 480, 640)]
    [InlineData(6, 480, 640)]
    [InlineData(8, 480, 640)]
    public void The_sides_of_a_turned_picture_are_those_shown(int orientation, int width, int height)
    {
        Finds(Pictures.Jpeg(640, 480, orientation), new(MediaFormat.Jpeg, width, height));
        Finds(Pictures.Png(640, 480, orientation), new(MediaFormat.Png, width, height));
        Finds(Pictures.WebPExtended(640, 480, orientation), new(MediaFormat.WebP, width, height));
    }

    [Fact]
    public void A_png_has_its_sides() => Finds(Pictures.Png(70_000, 3), new(MediaFormat.Png, 70_000, 3));

    [Theory]
    [InlineData("87a")]
    [InlineData("89a")]
    public void A_gif_has_its_sides(string version) =>
        Finds(Pictures.Gif(320, 200, version), new(MediaFormat.Gif, 320, 200));

    [Fact]
    public void A_webp_of_each_kind_has_its_sides()
    {
        Finds(Pictures.WebPLossy(550, 368), new(MediaFormat.WebP, 550, 368));
        Finds(Pictures.WebPLossless(16_384, 1), new(MediaFormat.WebP, 16_384, 1));
        Finds(Pictures.WebPExtended(20_000, 40_000), new(MediaFormat.WebP, 20_000, 40_000));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void An_mp4_has_its_sides_wherever_its_movie_box_is(bool moovFirst, bool wide) =>
        Finds(Videos.Mp4(1920, 1080, moovFirst: moovFirst, wide: wide, frameBytes: 5000),
            new(MediaFormat.Mp4, 1920, 1080, 2500, MediaCodec.H264, MediaCodec.Aac));

    [Fact]
    public void The_sides_of_a_turned_mp4_are_those_shown() =>
        Finds(Videos.Mp4(1920, 1080, turned: true),
            new(MediaFormat.Mp4, 1080, 1920, 2500, MediaCodec.H264, MediaCodec.Aac));

    [Theory]
    [InlineData("mp42", "")]
    [InlineData("dash", "")]
    [InlineData("XAVC", "isom")]
    [InlineData("isom", "qt  ")]
    public void An_mp4_is_recognised_by_its_brands(string brand, string compatible) =>
        Finds(Videos.Mp4(4, 4, brand: brand, compatible: compatible), new(MediaFormat.Mp4, 4, 4, 2500,
            MediaCodec.H264, MediaCodec.Aac));

    [Theory]
    [InlineData("heic", "mif1", "HEIC")]
    [InlineData("hevc", "mif1", "HEIC")]
    [InlineData("mif1", "heic", "HEIC")]
    [InlineData("mif1", "isom", "HEIF")]
    [InlineData("mif1", "avif", "AVIF")]
    [InlineData("avif", "isom", "AVIF")]
    [InlineData("avis", "isom", "AVIF")]
    [InlineData("jxl ", "isom", "JPEG XL")]
    [InlineData("jp2 ", "isom", "JPEG 2000")]
    [InlineData("M4A ", "isom", "MP4 with sound alone")]
    [InlineData("abcd", "efgh", "an unknown kind of MP4")]
    public void Other_brands_are_refused_by_name(string brand, string compatible, string detected) =>
        Refuses(Videos.Mp4(4, 4, brand: brand, compatible: compatible), detected);

    [Fact]
    public void A_webm_has_its_sides_and_duration()
    {
        Finds(Videos.WebM(1280, 720), new(MediaFormat.WebM, 1280, 720, 1500, MediaCodec.Vp9, MediaCodec.Opus));
        Finds(Videos.WebM(720, 576, displayWidth: 1024, video: "V_VP8", sound: "A_VORBIS"),
            new(MediaFormat.WebM, 1024, 576, 1500, MediaCodec.Vp8, MediaCodec.Vorbis));
        Finds(Videos.WebM(1280, 720, live: true, durationMs: null, video: "V_AV1", sound: "A_NEW"),
            new(MediaFormat.WebM, 1280, 720, null, MediaCodec.Av1));
    }

    [Fact]
    public void Matroska_is_refused() => Refuses(Videos.WebM(1280, 720, "matroska"), "Matroska");

    [Theory]
    [InlineData("<!DOCTYPE html><script>alert(1)</script>", "HTML")]
    [InlineData("  <html><body></body></html>", "HTML")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "SVG")]
    [InlineData("<?xml version=\"1.0\"?><!-- a drawing --><svg/>", "SVG")]
    [InlineData("<?xml version=\"1.0\"?><feed/>", "XML")]
    [InlineData("%PDF-1.7 and more", "PDF")]
    [InlineData("PK\x03\x04 and an archive", "ZIP")]
    [InlineData("MZ\0\0\0\0\0\0\0\0\0\0\0\0", "a program")]
    [InlineData("RIFF\0\0\0\0WAVEfmt ", "WAV")]
    [InlineData("RIFF\0\0\0\0AVI LIST", "AVI")]
    [InlineData("RIFF\0\0\0\0ABCDLIST", null)]
    [InlineData("II*\0\x08\0\0\0\0\0\0\0", "TIFF")]
    [InlineData("BM\0\x01\0\0\0\0\0\0\x36\0", "BMP")]
    [InlineData("BMW is a maker of cars", null)]
    [InlineData("ID3\x04\0\0\0\0\0\0\0\0", "MP3")]
    [InlineData("\0\0\0\x08wide\0\0\x01\0mdat", "QuickTime")]
    [InlineData("a text without any signature", null)]
    [InlineData("%PDF", "PDF")]
    [InlineData("\xFF\xD8", null)]
    [InlineData("GIF", null)]
    [InlineData("", null)]
    public void Any_other_content_is_refused_by_name(string content, string? detected) =>
        Refuses(Text(content), detected);

    [Fact]
    public void A_refusal_is_known_before_the_file_ends()
    {
        var probe = new ContentProbe();
        probe.Feed(Text("<!DOCTYPE html>"));
        Assert.True(probe.IsRefused);
    }

    internal static void Finds(byte[] file, MediaContent expected)
    {
        Assert.Equal(expected, Probe(file, 1));
        Assert.Equal(expected, Probe(file, 7));
        Assert.Equal(expected, Probe(file, file.Length));
    }

    internal static void Refuses(byte[] file, string? detected)
    {
        foreach (var pieces in new[] { 1, 7, Math.Max(1, file.Length) })
        {
            var probe = Feed(file, pieces);
            Assert.Null(probe.Found);
            Assert.Equal(detected, probe.Refusal.Detected);
            Assert.EndsWith(".", probe.Refusal.Detail, StringComparison.Ordinal);
        }
    }

    internal static MediaContent? Probe(byte[] file, int pieces) => Feed(file, pieces).Found;

    internal static ContentProbe Feed(byte[] file, int pieces)
    {
        var probe = new ContentProbe();
        foreach (var piece in file.Chunk(pieces))
            probe.Feed(piece);
        return probe;
    }
}
