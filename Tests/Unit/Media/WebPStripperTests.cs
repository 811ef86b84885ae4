using Xunit;
using static Reels.Tests.Unit.Media.Bytes;

namespace Reels.Tests.Unit.Media;

public sealed class WebPStripperTests
{
    private static readonly byte[] Profile = Pictures.RiffChunk("ICCP", new byte[301]);
    private static readonly byte[] Pixels = Of(Pictures.RiffChunk("ALPH", new byte[5]),
        Pictures.RiffChunk("VP8 ", new byte[31]));

    [Fact]
    public void A_picture_without_metadata_is_unchanged()
    {
        Stripped.Stays(Pictures.WebPLossy(640, 480));
        Stripped.Stays(Pictures.WebPLossless(640, 480));
        Stripped.Stays(Pictures.Riff(Extended(0x30), Profile, Pixels));
        Stripped.Stays(
            Pictures.Riff(Extended(0x02), Pictures.RiffChunk("ANIM", new byte[6]), Frame(Pixels), Frame(Pixels)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void Exif_is_reduced_to_its_orientation(int orientation)
    {
        var exif = Of(Pictures.Tiff(orientation), Text(Stripped.Secret));
        foreach (var more in new[] { 0, 100_000 })
        {
            Stripped.Becomes(
                Pictures.Riff(Extended(0x28), Profile, Pixels, Pictures.RiffChunk("EXIF", Of(exif, new byte[more]))),
                Pictures.Riff(Extended(0x28), Profile, Pixels,
                    Pictures.RiffChunk("EXIF",
                        Of(Pictures.Orientation(orientation), new byte[exif.Length + more - 26]))));
        }
    }

    [Theory]
    [InlineData("XMP ")]
    [InlineData("note")]
    [InlineData("EXIF")]
    public void Xmp_and_unannounced_or_unknown_chunks_become_filler(string type)
    {
        var secret = Text(Stripped.Secret + "odd");
        Stripped.Becomes(
            Pictures.Riff(Extended(0x24), Profile, Pixels, Pictures.RiffChunk(type, secret)),
            Pictures.Riff(Extended(0x20), Profile, Pixels, Pictures.RiffChunk("JUNK", new byte[secret.Length])));
    }

    [Theory]
    [InlineData("XMP ")]
    [InlineData("EXIF")]
    [InlineData("note")]
    public void Frames_of_an_animation_keep_pixels_only(string type)
    {
        var found = Pictures.RiffChunk(type, Text(Stripped.Secret));
        var filler = Pictures.RiffChunk("JUNK", new byte[Stripped.Secret.Length]);
        Stripped.Becomes(
            Pictures.Riff(Extended(0x0A), Frame(found, Pixels, found), Frame(Pixels, [1, 2, 3, 4]), Pixels),
            Pictures.Riff(Extended(0x0A), Frame(filler, Pixels, filler), Frame(Pixels, [0, 0, 0, 0]), Pixels));
    }

    [Fact]
    public void A_chunk_larger_than_its_frame_ends_with_the_frame()
    {
        var large = Of(Text("note"), Little32(1000), Text(Stripped.Secret));
        Stripped.Becomes(
            Pictures.Riff(Extended(0x02), Frame(large), Frame(Pixels)),
            Pictures.Riff(Extended(0x02), Frame(Of(Text("JUNK"), Little32(1000), new byte[Stripped.Secret.Length])),
                Frame(Pixels)));
    }

    [Fact]
    public void Bytes_after_the_end_are_removed()
    {
        var animation = Pictures.Riff(Extended(0x02), Frame(Pixels, new byte[6]), new byte[4]);
        foreach (var picture in new[] { Pictures.WebPLossy(640, 480), animation })
            Stripped.Becomes(Of(picture, Text("PK\x03\x04" + Stripped.Secret)), picture);
    }

    private static byte[] Frame(params byte[][] chunks) => Pictures.RiffChunk("ANMF", Of(new byte[16], Of(chunks)));

    private static byte[] Extended(byte flags) =>
        Pictures.RiffChunk("VP8X", Of([flags, 0, 0, 0], Little24(639), Little24(479)));
}
