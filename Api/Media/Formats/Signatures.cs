using System.Text;

namespace Reels.Api.Media.Formats;

/// <summary>Names files that are not accepted by how they begin, so that a refusal can say what they are.</summary>
internal static class Signatures
{
    private const int PacketBytes = 188;
    private const byte PacketStart = 0x47;

    private static readonly (byte[] Start, Refusal Refusal)[] Known =
    [
        ([.. "II*\0"u8], Refusal.OfPicture("TIFF")),
        ([.. "MM\0*"u8], Refusal.OfPicture("TIFF")),
        ([.. "8BPS"u8], Refusal.OfPicture("a Photoshop document")),
        ([0, 0, 1, 0], Refusal.OfPicture("an icon")),
        ([0xFF, 0x0A], Refusal.OfPicture("JPEG XL")),
        ([0, 0, 0, 12, .. "JXL "u8], Refusal.OfPicture("JPEG XL")),
        ([0, 0, 0, 12, .. "jP  "u8], Refusal.OfPicture("JPEG 2000")),
        ([.. "FLV"u8], Refusal.OfFilm("Flash video")),
        ([0, 0, 1, 0xBA], Refusal.OfFilm("MPEG")),
        ([0, 0, 1, 0xB3], Refusal.OfFilm("MPEG")),
        ([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], Refusal.OfFilm("Windows Media")),
        ([.. "ID3"u8], Refusal.OfFilm("MP3")),
        ([0xFF, 0xFB], Refusal.OfFilm("MP3")),
        ([0xFF, 0xF3], Refusal.OfFilm("MP3")),
        ([0xFF, 0xF1], Refusal.OfFilm("AAC")),
        ([0xFF, 0xF9], Refusal.OfFilm("AAC")),
        ([.. "fLaC"u8], Refusal.OfFilm("FLAC")),
        ([.. "OggS"u8], Refusal.OfFilm("Ogg")),
        ([.. "#!AMR"u8], Refusal.OfFilm("AMR")),
        ([.. "%PDF"u8], Refusal.OfOther("PDF")),
        ([.. "PK\x03\x04"u8], Refusal.OfOther("ZIP")),
        ([0x1F, 0x8B], Refusal.OfOther("gzip")),
        ([.. "Rar!"u8], Refusal.OfOther("RAR")),
        ([.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], Refusal.OfOther("7z")),
        ([0x7F, .. "ELF"u8], Refusal.OfOther("a program")),
        ([.. "MZ"u8], Refusal.OfOther("a program")),
    ];

    // QuickTime of before 2001 and of some editors has no ftyp box, and begins with one of these.
    private static readonly string[] QuickTimeBoxes = ["moov", "mdat", "wide", "free", "skip", "pnot"];

    /// <param name="start">The file's first bytes; the more, the better a text is recognised.</param>
    public static Refusal Name(ReadOnlySpan<byte> start)
    {
        foreach (var (signature, refusal) in Known)
        {
            if (start.StartsWith(signature))
                return refusal;
        }

        // A stream of packets of 188 bytes, each with the same first letter.
        if (start.Length > PacketBytes && start[0] == PacketStart && start[PacketBytes] == PacketStart)
            return Refusal.OfFilm("MPEG");

        // Two letters are too little to go by; the four bytes of zeros are reserved.
        if (start.StartsWith("BM"u8) && start.Length >= 10 && start[6..10].IndexOfAnyExcept((byte)0) < 0)
            return Refusal.OfPicture("BMP");
        if (start.StartsWith("RIFF"u8) && start.Length >= 12)
            return Riff(start[8..]);
        if (start.Length >= 8 && QuickTimeBoxes.Contains(Encoding.Latin1.GetString(start[4..8])))
            return Refusal.OfFilm("QuickTime");
        return Refusal.OfOther(Markup(Encoding.UTF8.GetString(start)));
    }

    private static Refusal Riff(ReadOnlySpan<byte> type) => type switch
    {
        _ when type.StartsWith("AVI "u8) => Refusal.OfFilm("AVI"),
        _ when type.StartsWith("WAVE"u8) => Refusal.OfFilm("WAV"),
        _ => Refusal.OfOther(null),
    };

    private static string? Markup(string start)
    {
        var text = start.TrimStart('\uFEFF').TrimStart();
        if (!text.StartsWith('<'))
            return null;
        if (text.Contains("<svg", StringComparison.OrdinalIgnoreCase)
            || text.Contains("<!DOCTYPE svg", StringComparison.OrdinalIgnoreCase))
        {
            return "SVG";
        }

        return text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) ? "XML" : "HTML";
    }
}
