using Xunit;
using static Reels.Tests.Unit.Media.Bytes;

namespace Reels.Tests.Unit.Media;

public sealed class PngStripperTests
{
    private static readonly byte[] Header = Pictures.PngChunk("IHDR", Of(Big32(640), Big32(480), [8, 6, 0, 0, 0]));
    private static readonly byte[] Pixels = Of(Pictures.PngChunk("IDAT", new byte[40]),
        Pictures.PngChunk("IDAT", new byte[7]));

    // The CRC of eXIf with orientation 6, as zlib computes it.
    private static readonly byte[] TurnedExif = Of(Big32(26), Text("eXIf"), Pictures.Orientation(6), Big32(0xD6674B69));

    [Fact]
    public void A_picture_without_metadata_is_unchanged()
    {
        string[] types = ["PLTE", "iCCP", "gAMA", "sRGB", "cHRM", "sBIT", "tRNS", "bKGD", "pHYs", "acTL", "fcTL"];
        var chunks = types.Select(type => Pictures.PngChunk(type, new byte[9]));
        Stripped.Stays(Picture([.. chunks, Pixels, Pictures.PngChunk("fdAT", new byte[9])]));
    }

    [Theory]
    [InlineData("tEXt")]
    [InlineData("zTXt")]
    [InlineData("iTXt")]
    [InlineData("tIME")]
    [InlineData("caBX")]
    public void Texts_times_and_unknown_chunks_are_removed_everywhere(string type)
    {
        var chunk = Pictures.PngChunk(type, Text("Location\0" + Stripped.Secret));
        Stripped.Becomes(Picture(chunk, Pixels, chunk), Picture(Pixels));
    }

    [Fact]
    public void The_exif_of_an_upright_picture_is_removed() =>
        Stripped.Becomes(Picture(Exif(1), Pixels), Picture(Pixels));

    [Fact]
    public void The_exif_of_a_turned_picture_keeps_the_orientation()
    {
        Stripped.Becomes(Picture(Exif(6), Pixels, Exif(3)), Picture(TurnedExif, Pixels));
        Stripped.Becomes(Picture(Pixels, Exif(6)), Picture(Pixels, TurnedExif));
        Stripped.Stays(Picture(Pixels, TurnedExif));
    }

    [Fact]
    public void An_exif_over_64_kilobytes_keeps_the_orientation_only() =>
        Stripped.Becomes(Picture(Exif(6, more: 200_000), Pixels), Picture(TurnedExif, Pixels));

    [Fact]
    public void Bytes_after_the_end_are_removed() =>
        Stripped.Becomes(Of(Picture(Pixels), Text("PK\x03\x04" + Stripped.Secret)), Picture(Pixels));

    [Fact]
    public void A_truncated_picture_keeps_the_pixels_it_has() =>
        Stripped.Becomes(Picture(Exif(1), Pixels)[..^40], Picture(Pixels)[..^40]);

    private static byte[] Picture(params byte[][] chunks) =>
        Of(Text("\x89PNG\r\n\x1A\n"), Header, Of(chunks), Pictures.PngChunk("IEND", []));

    private static byte[] Exif(int orientation, int more = 0) =>
        Pictures.PngChunk("eXIf", Of(Pictures.Tiff(orientation, little: false), Text(Stripped.Secret), new byte[more]));
}
