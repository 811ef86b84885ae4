using Xunit;
using static Reels.Tests.Unit.Media.Bytes;

namespace Reels.Tests.Unit.Media;

public sealed class JpegStripperTests
{
    private static readonly byte[] Jfif = Segment(0xE0, Text("JFIF\0\x01\x02\0\0\x01\0\x01\0\0"));
    private static readonly byte[] Frame = Of(Segment(0xDB, new byte[65]),
        Segment(0xC2, Of([8], Big16(480), Big16(640), [1, 1, 0x11, 0])), Segment(0xC4, new byte[30]));
    private static readonly byte[] Scan = Of(Segment(0xDA, [1, 1, 0, 0, 0x3F, 0]),
        [1, 2, 0xFF, 0, 0xE1, 0xFF, 0xD0, 3, 0xFF, 0xD7, 4]);

    [Fact]
    public void A_picture_without_metadata_is_unchanged() => Stripped.Stays(Picture(Jfif, Frame, Scan, Scan));

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(9)]
    public void The_exif_of_an_upright_picture_is_removed(int orientation) =>
        Stripped.Becomes(Picture(Exif(orientation), Frame, Scan), Picture(Frame, Scan));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public void The_exif_of_a_turned_picture_keeps_the_orientation(int orientation)
    {
        var stripped = Picture(Segment(0xE1, Of(Text("Exif\0\0"), Orientation(orientation))), Frame, Scan);
        Stripped.Becomes(Picture(Exif(orientation), Frame, Scan), stripped);
        Stripped.Becomes(Picture(Exif(orientation, little: true), Exif(1), Frame, Scan), stripped);
        Stripped.Stays(stripped);
    }

    [Fact]
    public void An_exif_of_the_largest_size_keeps_the_orientation_only()
    {
        var exif = Of(Text("Exif\0\0"), Tiff(6, false), Fill(65_533 - 6 - Tiff(6, false).Length));
        Stripped.Becomes(Picture(Segment(0xE1, exif), Frame, Scan),
            Picture(Segment(0xE1, Of(Text("Exif\0\0"), Orientation(6))), Frame, Scan));
    }

    [Fact]
    public void Xmp_is_removed_with_its_extension_segments()
    {
        var xmp = Segment(0xE1, Text("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + Stripped.Secret));
        var extended = Enumerable.Range(0, 4)
            .Select(_ => Segment(0xE1, Of(Text("http://ns.adobe.com/xmp/extension/\0"), Fill(65_400)))).ToArray();
        Stripped.Becomes(Picture(Jfif, xmp, Of(extended), Frame, Scan), Picture(Jfif, Frame, Scan));
    }

    [Fact]
    public void Iptc_comments_and_unknown_segments_are_removed_everywhere()
    {
        var iptc = Segment(0xED, Text("Photoshop 3.0\08BIM\x04\x04" + Stripped.Secret));
        var comment = Segment(0xFE, Text(Stripped.Secret));
        var makers = Of([.. Enumerable.Range(0xE3, 10).Select(marker => Segment((byte)marker, Text(Stripped.Secret)))]);
        var thumbnail = Segment(0xE0, Text("JFXX\0\x10" + Stripped.Secret));
        Stripped.Becomes(
            Picture(comment, Jfif, thumbnail, iptc, makers, Frame, comment, Scan, comment, Exif(6)[..0], Scan),
            Picture(Jfif, Frame, Scan, Scan));
    }

    [Fact]
    public void The_thumbnail_of_jfif_is_removed() => Stripped.Becomes(
        Picture(Segment(0xE0, Of(Text("JFIF\0\x01\x02\0\0\x01\0\x01"), [2, 2], Text(Stripped.Secret))), Frame, Scan),
        Picture(Jfif, Frame, Scan));

    [Fact]
    public void Colour_profile_and_transform_are_kept()
    {
        var profile = Of(Segment(0xE2, Of(Text("ICC_PROFILE\0\x01\x02"), new byte[65_000])),
            Segment(0xE2, Of(Text("ICC_PROFILE\0\x02\x02"), new byte[500])));
        Stripped.Stays(Picture(Jfif, profile, Segment(0xEE, Text("Adobe\0\x64\0\0\0\0\x01")), Frame, Scan));
    }

    [Fact]
    public void Only_the_first_of_several_pictures_is_kept()
    {
        var index = Segment(0xE2, Text("MPF\0MM\0*\0\0\0\x08" + Stripped.Secret));
        var second = Picture(Exif(1), Frame, Scan);
        Stripped.Becomes(Of(Picture(Jfif, Exif(1), index, Frame, Scan), second, Text("PK\x03\x04" + Stripped.Secret)),
            Picture(Jfif, Frame, Scan));
    }

    [Fact]
    public void Fill_bytes_and_damage_hide_no_metadata()
    {
        var comment = Segment(0xFE, Text(Stripped.Secret));
        Stripped.Becomes(Picture([0xFF, 0xFF], comment, Frame, Scan), Picture(Frame, Scan));
        Assert.Equal(Picture(Jfif, [7, 7], Frame, Scan), Stripped.Of(Picture(Jfif, [7, 7], comment, Frame, Scan), 5));
    }

    [Fact]
    public void A_truncated_picture_keeps_the_pixels_it_has()
    {
        var cut = Picture(Frame, Scan)[..^5];
        Stripped.Becomes(Picture(Exif(1), Frame, Scan)[..^5], cut);
        Assert.Equal([0xFF, 0xD8], Stripped.Of(Picture(Exif(1), Frame)[..60], 9));
    }

    private static byte[] Picture(params byte[][] segments) => Of([0xFF, 0xD8], Of(segments), [0xFF, 0xD9]);

    private static byte[] Exif(int orientation, bool little = false) =>
        Segment(0xE1, Of(Text("Exif\0\0"), Tiff(orientation, little)));

    private static byte[] Segment(byte marker, byte[] payload) => Pictures.Segment(marker, payload);

    private static byte[] Tiff(int orientation, bool little) =>
        Of(Pictures.Tiff(orientation, little), Text(Stripped.Secret));

    private static byte[] Orientation(int orientation) => Pictures.Orientation(orientation);

    private static byte[] Fill(int bytes) =>
        [.. Enumerable.Repeat(Text(Stripped.Secret), (bytes / Stripped.Secret.Length) + 1).SelectMany(text => text)
            .Take(bytes)];
}
