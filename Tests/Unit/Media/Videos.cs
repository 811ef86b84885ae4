using static Reels.Tests.Unit.Media.Bytes;

namespace Reels.Tests.Unit.Media;

/// <summary>Small videos with complete headers and no real frames.</summary>
internal static class Videos
{
    private static readonly byte[] Upright = Of(Big32(0x10000), Big32(0), Big32(0), Big32(0), Big32(0x10000), Big32(0),
        Big32(0), Big32(0), Big32(0x40000000));
    private static readonly byte[] QuarterTurn = Of(Big32(0), Big32(0x10000), Big32(0), Big32(0xFFFF0000), Big32(0),
        Big32(0), Big32(0), Big32(0), Big32(0x40000000));

    /// <summary>Sound of QuickTime: version 1, with the object type of AAC in a box of its own.</summary>
    public static byte[] QuickTimeSound { get; } = Entry("mp4a", Of(
        [0, 1, .. new byte[34]],
        Box("wave", Of(Box("frma", Text("mp4a")), Esds(0x40)))));

    /// <summary>Sound of MP4.</summary>
    public static byte[] Aac { get; } = Sound("mp4a", 0x40);

    public static byte[] Mp4(
        int width, int height, bool turned = false, uint durationMs = 2500, bool moovFirst = false, bool wide = false,
        int frameBytes = 100, string video = "avc1", byte[]? sound = null,
        string brand = "isom", params string[] compatible)
    {
        var ftyp = Box("ftyp", Of(Text(brand), Big32(512), Text(string.Concat(compatible))));
        var moov = Movie(durationMs, wide,
            Track("soun", 0, 0, Upright, wide, sound ?? Aac),
            Track("vide", width, height, turned ? QuarterTurn : Upright, wide, Pixels(video, width, height)));
        var mdat = wide ? Of(Big32(1), Text("mdat"), Big64((ulong)frameBytes + 16), Frames(frameBytes))
            : Box("mdat", Frames(frameBytes));
        return moovFirst ? Of(ftyp, moov, mdat) : Of(ftyp, Box("free", []), mdat, moov);
    }

    /// <summary>A file with these tracks, and frames.</summary>
    public static byte[] Mp4Of(string brand, params byte[][] tracks) =>
        Of(Box("ftyp", Of(Text(brand), Big32(0))), Box("mdat", Frames(100)), Movie(2500, false, tracks));

    /// <summary>A track with this entry in its stsd.</summary>
    public static byte[] Track(string handler, byte[] entry, int width = 640, int height = 480, int samples = 3) =>
        Track(handler, width, height, Upright, false, entry, samples);

    public static byte[] Pixels(string type, int width, int height, byte[]? more = null) =>
        Entry(type, Of(new byte[16], Big16(width), Big16(height), new byte[50], more ?? []));

    public static byte[] Sound(string type, byte? objectType = null) =>
        Entry(type, Of(new byte[20], objectType is { } known ? Esds(known) : []));

    public static byte[] Esds(byte objectType) => Box("esds", Of(Big32(0),
        [3, 0x80, 0x80, 0x80, 25, 0, 1, 0, 4, 17, objectType], new byte[20]));

    private static byte[] Entry(string type, byte[] content) => Box(type, Of(new byte[6], Big16(1), content));

    private static byte[] Movie(uint durationMs, bool wide, params byte[][] tracks) => Box("moov", Of(
        Box("mvhd",
            wide ? Of([1, 0, 0, 0], new byte[16], Big32(1000), Big64(durationMs), new byte[80])
                : Of(new byte[12], Big32(1000), Big32(durationMs), new byte[80])),
        Of(tracks),
        Box("udta", new byte[12])));

    public static byte[] Box(string type, byte[] payload) => Of(Big32((uint)payload.Length + 8), Text(type), payload);

    public static byte[] WebM(int width, int height, string docType = "webm", bool live = false,
        int? displayWidth = null, double? durationMs = 1500, string video = "V_VP9", string sound = "A_OPUS",
        bool frames = true) => Of(
        Element(0x1A45DFA3, Of(Element(0x4286, [1]), Element(0x4282, Text(docType)), Element(0x4287, [4]))),
        live ? Of(Id(0x18538067), [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
            : Of(Id(0x18538067), [0x01, 0, 0, 0, 0, 0, 0x10, 0]),
        live ? Of(Id(0x1F43B675), [0xFF], Element(0xE7, [0]), Element(0xA3, new byte[50]))
            : Element(0xEC, new byte[20]),
        Element(0x1549A966, Of(
            Element(0x2AD7B1, [0x0F, 0x42, 0x40]),
            durationMs is { } ms ? Element(0x4489, Big64((ulong)BitConverter.DoubleToInt64Bits(ms))) : [])),
        Element(0x1654AE6B, Of(
            Element(0xAE, Of(Element(0xD7, [1]), Element(0x83, [2]), Element(0x86, Text(sound)))),
            Element(0xAE, Of(Element(0xD7, [2]), Element(0x83, [1]), Element(0x86, Text(video)), Element(0xE0, Of(
                Element(0xB0, Big16(width)), Element(0xBA, Big16(height)),
                displayWidth is { } shown ? Element(0x54B0, Big16(shown)) : [])))))),
        Element(0x1F43B675, Of(Element(0xE7, [0]), frames ? Element(0xA3, new byte[200]) : [])));

    private static byte[] Track(string handler, int width, int height, byte[] matrix, bool wide, byte[] entry,
        int samples = 3) => Box("trak", Of(
        Box("tkhd",
            Of([(byte)(wide ? 1 : 0), 0, 0, 7], new byte[wide ? 32 : 20], new byte[16], matrix,
                Big32((uint)width << 16), Big32((uint)height << 16))),
        Box("mdia",
            Of(Box("mdhd", new byte[24]), Box("hdlr", Of(new byte[8], Text(handler), new byte[13])),
                Box("minf", Of(
                    Box("hdlr", Of(Big32(0), Text("dhlr"), Text("alis"), new byte[12])),
                    Box("stbl", Of(
                        Box("stsd", Of(Big32(0), Big32(1), entry)),
                        Box("stsz", Of(Big32(0), Big32(100), Big32((uint)samples)))))))))));

    /// <summary>Frames that look like boxes, but must not be read as boxes.</summary>
    private static byte[] Frames(int length) =>
        [.. Enumerable.Repeat(Box("moov", Box("tkhd", new byte[84])), (length / 100) + 1).SelectMany(x => x)
            .Take(length)];

    public static byte[] Element(uint id, byte[] payload) =>
        Of(Id(id), payload.Length < 127 ? [(byte)(0x80 | payload.Length)] : Big16(0x4000 | payload.Length), payload);

    public static byte[] Id(uint id) => [.. Big32(id).SkipWhile(b => b == 0)];
}
