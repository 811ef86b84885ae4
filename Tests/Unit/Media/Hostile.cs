using static Reels.Tests.Unit.Media.Bytes;
using static Reels.Tests.Unit.Media.Pictures;
using static Reels.Tests.Unit.Media.Videos;

namespace Reels.Tests.Unit.Media;

/// <summary>Small files with every structure that parsers and strippers read, to be mutated.</summary>
internal static class Hostile
{
    private static readonly byte[] Secret = Text(Stripped.Secret);
    private static readonly byte[] Lossless = RiffChunk("VP8L", Of([0x2F], new byte[30]));

    public static byte[][] Jpegs { get; } =
    [
        Jpeg(640, 480, 6),
        Of(
            [0xFF, 0xD8],
            Segment(0xE0, Of(Text("JFIF\0\x01\x02\0\0\x01\0\x01"), [1, 1, 7, 7, 7])),
            Segment(0xE1, Of(Text("Exif\0\0"), Tiff(6), Secret)),
            Segment(0xE1, Of(Text("http://ns.adobe.com/xap/1.0/\0"), Secret)),
            Segment(0xE2, Text("ICC_PROFILE\0\x01\x01profile")),
            Segment(0xE2, Of(Text("MPF\0"), Secret)),
            Segment(0xEE, Text("Adobe\0\x64\0\0\0\0\x01")),
            Segment(0xC2, Of([8], Big16(480), Big16(640), [1, 1, 0x11, 0])),
            Segment(0xDA, [1, 1, 0, 0, 0x3F, 0]),
            [1, 2, 0xFF, 0, 0xE1, 0xFF, 0xD0, 3, 0xFF, 0xFF, 0xD7, 4],
            Segment(0xFE, Secret),
            Segment(0xDA, [1, 1, 0, 0, 0x3F, 0]),
            [5, 6, 0xFF, 0xD9],
            Jpeg(64, 48)),
    ];

    public static byte[][] Pngs { get; } =
    [
        Png(640, 480, 6),
        Of(
            Png(640, 480)[..^12],
            PngChunk("iCCP", Text("name\0\0not even compressed")),
            PngChunk("eXIf", Of(Tiff(8), Secret)),
            PngChunk("eXIf", Tiff(3)),
            PngChunk("zTXt", Of(Text("Comment\0\0"), Secret)),
            PngChunk("fdAT", new byte[9]),
            PngChunk("IEND", []),
            Secret),
    ];

    public static byte[][] WebPs { get; } =
    [
        WebPLossy(640, 480),
        WebPLossless(640, 480),
        WebPExtended(640, 480, 6),
        Riff(
            RiffChunk("VP8X", Of([0x2E, 0, 0, 0], Little24(639), Little24(479))),
            RiffChunk("ICCP", new byte[11]),
            RiffChunk("ANIM", new byte[6]),
            RiffChunk("ANMF", Of(new byte[16], RiffChunk("ALPH", new byte[3]), Lossless, RiffChunk("EXIF", Secret))),
            RiffChunk("ANMF", Of(new byte[16], Lossless, [1, 2])),
            RiffChunk("EXIF", Of(Tiff(6), Secret)),
            RiffChunk("XMP ", Secret),
            RiffChunk("ANMF", Of(new byte[16], Lossless, [1, 2, 3, 4, 5, 6])), [1, 2, 3, 4]),
    ];

    public static byte[][] Gifs { get; } =
    [
        Of(
            Text("GIF89a"), Little16(640), Little16(480), [0x80, 0, 0], new byte[6],
            [0x21, 0xFF, 11], Text("NETSCAPE2.0"), [3, 1, 0, 0, 0],
            [0x21, 0xFF, 11], Text("XMP DataXMP"), Text("<x:xmpmeta>"), Secret,
            [1, .. Enumerable.Range(0, 256).Select(i => (byte)(255 - i)), 0],
            [0x21, 0xFE, (byte)Secret.Length], Secret, [0],
            [0x21, 0xF9, 4, 0, 10, 0, 0, 0],
            [0x2C], new byte[8], [0x80], new byte[6], [2, 3, 1, 2, 3, 2, 4, 5, 0],
            Text(";"), Secret),
    ];

    public static byte[][] Mp4s { get; } =
    [
        Mp4(640, 480, wide: true),
        Mp4(640, 480, moovFirst: true, turned: true),
        Mp4(640, 480, brand: "qt  ", compatible: "qt  ", sound: QuickTimeSound),
        Mp4(640, 480, moovFirst: true, brand: "3gp5", compatible: ["3gp4", "isom"]),
        Of(
            Box("ftyp", Text("isom\0\0\0\0mp42")),
            Box("moov", Of(
                Box("mvhd", new byte[100]),
                Box("trak", Of(
                    Box("tkhd", new byte[84]),
                    Box("mdia", Of(
                        Box("mdhd", new byte[24]),
                        Box("hdlr", Of(new byte[8], Text("meta"), new byte[12], Secret)),
                        Box("minf", Of(
                            Box("dinf", Box("dref", Of(Big32(0), Big32(1), Box("alis", Of(Big32(0), Secret))))),
                            Box("stbl",
                                Of(Box("stsd", new byte[8]),
                                    Box("stsz", Of(new byte[8], Big32(2), Big32(9), Big32(20))),
                                    Box("stsc", Of(Big32(0), Big32(1), Big32(1), Big32(2), Big32(1))),
                                    Box("stco", Of(Big32(0), Big32(1), Big32(640))))))))),
                    Box("udta", Box("loci", Secret)))),
                Box("udta", Of(Box("\xA9xyz", Secret), Box("meta", Of(Big32(0), Box("keys", Secret))), Big32(0))))),
            Box("moof",
                Of(Box("mfhd", new byte[8]), Box("traf", Of(Box("tfhd", new byte[8]), Box("trun", new byte[20]))))),
            Of(Big32(1), Text("mdat"), Big64(50), Text("frDEVC\0\x01\0\x18DVID 20 bytes of places"), [0]),
            Box("uuid", Of(new byte[16], Secret)),
            Of(Big32(0), Text("meta"), Secret)),
    ];

    public static byte[][] WebMs { get; } =
    [
        WebM(640, 480),
        WebM(640, 480, live: true),
        Of(
            WebM(640, 480)[..40],
            Element(0x1549A966,
                Of(Element(0x2AD7B1, [0x0F, 0x42, 0x40]), Element(0x7BA9, Secret), Element(0xBF, new byte[4]))),
            Element(0x1254C367, Element(0x7373, Element(0x67C8, Secret))),
            Of(Id(0x1F43B675), [0xFF], Element(0xE7, [0]), Element(0xA3, Secret)),
            Of(Id(0x1941A469), [0x01, 0, 0, 0, 0, 0, 0, 18], Secret)),
    ];
}
