using static Reels.Tests.Unit.Media.Bytes;

namespace Reels.Tests.Unit.Media;

/// <summary>Small pictures with complete headers and no real pixels.</summary>
internal static class Pictures
{
    public static byte[] Jpeg(int width, int height, int? orientation = null, byte frame = 0xC0,
        int pixelBytes = 64) => Of(
        [0xFF, 0xD8],
        Segment(0xE0, Text("JFIF\0\x01\x02\0\0\x01\0\x01\0\0")),
        orientation is { } o ? Segment(0xE1, Of(Text("Exif\0\0"), Tiff(o))) : [],
        Segment(0xFE, Text("a comment")),
        [0xFF], // a fill byte
        Segment(frame, Of([8], Big16(height), Big16(width), [1, 1, 0x11, 0])),
        Segment(0xDA, [1, 1, 0, 0, 0x3F, 0]),
        new byte[pixelBytes],
        [0xFF, 0xD9]);

    public static byte[] Png(int width, int height, int? orientation = null) => Of(
        Text("\x89PNG\r\n\x1A\n"),
        PngChunk("IHDR", Of(Big32((uint)width), Big32((uint)height), [8, 6, 0, 0, 0])),
        PngChunk("tEXt", Text("Comment\0made for a test")),
        PngChunk("IDAT", new byte[40]),
        orientation is { } o ? PngChunk("eXIf", Tiff(o, little: false)) : [],
        PngChunk("IEND", []));

    public static byte[] Gif(int width, int height, string version = "89a") =>
        Of(Text("GIF" + version), Little16(width), Little16(height), [0, 0, 0],
            [0x2C], new byte[8], [0], [2, 1, 7, 0], Text(";"));

    public static byte[] WebPLossy(int width, int height) =>
        Riff(RiffChunk("VP8 ",
            Of([0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A], Little16(width), Little16(height | 0x4000), new byte[21])));

    public static byte[] WebPLossless(int width, int height) =>
        Riff(RiffChunk("VP8L",
            Of([0x2F], Little32((uint)(width - 1) | ((uint)(height - 1) << 14) | (1u << 28)), new byte[10])));

    public static byte[] WebPExtended(int width, int height, int? orientation = null) => Riff(
        RiffChunk("VP8X",
            Of([(byte)(orientation is null ? 0 : 8), 0, 0, 0], Little24(width - 1), Little24(height - 1))),
        RiffChunk("VP8L", Of([0x2F], new byte[30])),
        orientation is { } o ? RiffChunk("EXIF", Tiff(o)) : []);

    /// <summary>An EXIF block with the camera's make, then the orientation.</summary>
    public static byte[] Tiff(int orientation, bool little = true)
    {
        Func<int, byte[]> u16 = little ? Little16 : Big16;
        Func<uint, byte[]> u32 = little ? Little32 : Big32;
        return Of(
            Text(little ? "II" : "MM"), u16(42), u32(8),
            u16(2),
            u16(0x010F), u16(2), u32(4), Text("abc\0"),
            u16(0x0112), u16(3), u32(1), u16(orientation), u16(0),
            u32(0));
    }

    /// <summary>An EXIF block with the orientation alone, as it is stored.</summary>
    public static byte[] Orientation(int orientation) =>
        Of(Text("MM\0*"), Big32(8), Big16(1), Big16(0x0112), Big16(3), Big32(1), Big16(orientation), Big16(0),
            Big32(0));

    public static byte[] Segment(byte marker, byte[] payload) => Of([0xFF, marker], Big16(payload.Length + 2), payload);

    public static byte[] PngChunk(string type, byte[] payload) =>
        Of(Big32((uint)payload.Length), Text(type), payload, new byte[4]);

    public static byte[] RiffChunk(string type, byte[] payload) =>
        Of(Text(type), Little32((uint)payload.Length), payload, new byte[payload.Length & 1]);

    public static byte[] Riff(params byte[][] chunks)
    {
        var body = Of(Text("WEBP"), Of(chunks));
        return Of(Text("RIFF"), Little32((uint)body.Length), body);
    }
}
