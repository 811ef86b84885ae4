using Xunit;
using static Reels.Tests.Unit.Media.Bytes;

namespace Reels.Tests.Unit.Media;

public sealed class GifStripperTests
{
    private static readonly byte[] Screen = Of(Text("GIF89a"), Little16(640), Little16(480), [0x91, 0, 0],
        new byte[12]); // 4 colours
    private static readonly byte[] Control = [0x21, 0xF9, 4, 0, 10, 0, 0, 0];
    private static readonly byte[] Frame = Of([0x2C], new byte[8], [0], [2], Block(";!\xFE,"), [0]);
    private static readonly byte[] FrameOfItsOwnColours = Of([0x2C], new byte[8], [0x80], new byte[6], [2],
        Block("pixels"), Block("more pixels"), [0]);
    private static readonly byte[] Comment = Of([0x21, 0xFE], Block(Stripped.Secret), Block(Stripped.Secret), [0]);

    [Theory]
    [InlineData("NETSCAPE2.0", "\x01\0\0")]
    [InlineData("ANIMEXTS1.0", "\x01\0\0")]
    [InlineData("ICCRGBG1012", "a profile")]
    public void Frames_timing_loops_and_colours_are_kept(string program, string content) =>
        Stripped.Stays(Picture(Application(program, Block(content)), Control, Frame, Control, FrameOfItsOwnColours));

    [Fact]
    public void A_picture_without_a_colour_table_is_unchanged() =>
        Stripped.Stays(Of(Text("GIF87a"), Little16(640), Little16(480), [0, 0, 0], FrameOfItsOwnColours, Text(";")));

    [Fact]
    public void Comments_and_texts_are_removed_everywhere()
    {
        var text = Of([0x21, 0x01], Block("twelve bytes"), Block(Stripped.Secret), [0]);
        var unknown = Of([0x21, 0x33], Block(Stripped.Secret), [0]);
        var empty = new byte[] { 0x21, 0xFE, 0 };
        Stripped.Becomes(Picture(Comment, Control, Frame, text, unknown, empty, Control, FrameOfItsOwnColours, Comment),
            Picture(Control, Frame, Control, FrameOfItsOwnColours));
    }

    [Fact]
    public void Xmp_is_removed_although_it_is_not_in_blocks()
    {
        var trailer = Of([1], [.. Enumerable.Range(0, 256).Select(i => (byte)(255 - i))], [0]);
        var xmp = Of([0x21, 0xFF], Block("XMP DataXMP"),
            Text("<?xpacket begin='?'?><x:xmpmeta>" + Stripped.Secret + new string('x', 5000) + "<?xpacket end='w'?>"),
            trailer);
        Stripped.Becomes(Picture(xmp, Control, Frame), Picture(Control, Frame));
    }

    [Theory]
    [InlineData("MGK8BIM0000")]
    [InlineData("MGKIPTC0000")]
    [InlineData("NETSCAPE")]
    [InlineData("")]
    public void Data_of_other_programs_is_removed(string program) =>
        Stripped.Becomes(Picture(Application(program, program.Length == 0 ? [] : Block(Stripped.Secret)), Frame),
            Picture(Frame));

    [Fact]
    public void Bytes_after_the_end_or_after_damage_are_removed()
    {
        Stripped.Becomes(Of(Picture(Frame), Text("PK\x03\x04" + Stripped.Secret)), Picture(Frame));
        Stripped.Becomes(Of(Screen, Frame, Text("?" + Stripped.Secret), Text(";")), Of(Screen, Frame));
    }

    [Fact]
    public void A_script_inside_a_picture_is_removed()
    {
        var script = Of(Text("GIF89a"), Little16(0x2A2F), Little16(0x2A2F), [0, 0, 0],
            Text("*/=1;alert('" + Stripped.Secret + "')//"), Text(";"));
        Assert.Equal(script[..13], Stripped.Of(script, 5));
    }

    private static byte[] Picture(params byte[][] blocks) => Of(Screen, Of(blocks), Text(";"));

    private static byte[] Application(string program, params byte[][] blocks) =>
        Of([0x21, 0xFF], program.Length == 0 ? [] : Block(program), Of(blocks), [0]);

    private static byte[] Block(string content) => Of([(byte)content.Length], Text(content));
}
