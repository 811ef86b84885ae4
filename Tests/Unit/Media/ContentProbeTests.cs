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
            new(MediaFormat.Mp4, 1920, 1080, 2500));

    [Fact]
    public void The_sides_of_a_turned_mp4_are_those_shown() =>
        Finds(Videos.Mp4(1920, 1080, turned: true), new(MediaFormat.Mp4, 1080, 1920, 2500));

    [Fact]
    public void An_mp4_without_sides_is_accepted() =>
        Finds(Videos.Mp4WithoutMovie(), new(MediaFormat.Mp4));

    [Theory]
    [InlineData("mp42", "")]
    [InlineData("dash", "")]
    [InlineData("XAVC", "isom")]
    [InlineData("isom", "qt  ")]
    public void An_mp4_is_recognised_by_its_brands(string brand, string compatible) =>
        Finds(Videos.Mp4(4, 4, brand: brand, compatible: compatible), new(MediaFormat.Mp4, 4, 4, 2500));

    [Theory]
    [InlineData("qt  ", "mp42")]
    [InlineData("heic", "mif1")]
    [InlineData("mif1", "isom")]
    [InlineData("avif", "isom")]
    [InlineData("avis", "isom")]
    [InlineData("M4A ", "isom")]
    [InlineData("3gp4", "isom")]
    [InlineData("abcd", "efgh")]
    public void QuickTime_HEIC_AVIF_and_sound_are_refused(string brand, string compatible) =>
        Refuses(Videos.Mp4(4, 4, brand: brand, compatible: compatible));

    [Fact]
    public void A_webm_has_its_sides_and_duration()
    {
        Finds(Videos.WebM(1280, 720), new(MediaFormat.WebM, 1280, 720, 1500));
        Finds(Videos.WebM(720, 576, displayWidth: 1024), new(MediaFormat.WebM, 1024, 576, 1500));
        Finds(Videos.WebM(1280, 720, live: true, durationMs: null), new(MediaFormat.WebM, 1280, 720));
    }

    [Fact]
    public void Matroska_is_refused() => Refuses(Videos.WebM(1280, 720, "matroska"));

    [Theory]
    [InlineData("<!DOCTYPE html><script>alert(1)</script>")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")]
    [InlineData("%PDF-1.7 and more")]
    [InlineData("MZ\0\0\0\0\0\0\0\0\0\0\0\0")]
    [InlineData("RIFF\0\0\0\0WAVEfmt ")]
    [InlineData("\xFF\xD8")]
    [InlineData("GIF")]
    [InlineData("")]
    public void Any_other_content_is_refused(string content) => Refuses(Text(content));

    [Fact]
    public void A_refusal_is_known_before_the_file_ends()
    {
        var probe = new ContentProbe();
        probe.Feed(Text("<!DOCTYPE html>"));
        Assert.True(probe.Refused);
    }

    [Fact]
    public void A_truncated_header_leaves_the_sides_unknown() =>
        Finds(Pictures.Jpeg(640, 480)[..30], new(MediaFormat.Jpeg));

    private static void Finds(byte[] file, MediaContent expected)
    {
        Assert.Equal(expected, Probe(file, 1));
        Assert.Equal(expected, Probe(file, 7));
        Assert.Equal(expected, Probe(file, file.Length));
    }

    private static void Refuses(byte[] file)
    {
        Assert.Null(Probe(file, 1));
        Assert.Null(Probe(file, Math.Max(1, file.Length)));
    }

    internal static MediaContent? Probe(byte[] file, int pieces)
    {
        var probe = new ContentProbe();
        foreach (var piece in file.Chunk(pieces))
            probe.Feed(piece);
        return probe.Found;
    }
}
