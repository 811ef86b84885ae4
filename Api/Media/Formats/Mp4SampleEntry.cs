using System.Buffers.Binary;
using System.Text;

namespace Reels.Api.Media.Formats;

/// <summary>The first entry of a track's stsd box, which names its codec.</summary>
/// <param name="Codec">Null where it isn't known.</param>
/// <param name="Title">The codec for people: its name, or the four letters of the entry.</param>
/// <param name="Width">Pixels; only of a track with pictures.</param>
/// <param name="Height">Pixels; only of a track with pictures.</param>
internal sealed record Mp4SampleEntry(MediaCodec? Codec, string Title, int Width, int Height)
{
    /// <summary>Most bytes of the box that are read; the object type of AAC is in the first few hundred.</summary>
    public const int MaxBytes = 4096;

    private const int TypeAt = 12; // after version, count and the entry's size
    private const int SidesAt = 40;
    private const int HeaderBytes = 8; // of esds: type and version
    private const byte StreamTag = 3;
    private const byte DecoderTag = 4;

    /// <param name="stsd">Content of the box, perhaps cut off.</param>
    /// <param name="sound">Whether it belongs to a track with sound.</param>
    /// <returns>Null where there is no entry.</returns>
    public static Mp4SampleEntry? Read(ReadOnlySpan<byte> stsd, bool sound)
    {
        if (stsd.Length < TypeAt + 4 || BinaryPrimitives.ReadUInt32BigEndian(stsd[4..]) == 0)
            return null;
        var type = Encoding.Latin1.GetString(stsd.Slice(TypeAt, 4));
        var codec = type switch
        {
            "mp4a" when sound => SoundOf(ObjectType(stsd)),
            "mp4v" when !sound => PicturesOf(ObjectType(stsd)),
            _ => sound ? SoundOf(type) : PicturesOf(type),
        };
        var title = codec?.Title ?? (type.All(char.IsAsciiLetterOrDigit) ? type : "unknown");
        return sound || stsd.Length < SidesAt + 4 ? new(codec, title, 0, 0)
            : new(codec, title, BinaryPrimitives.ReadUInt16BigEndian(stsd[SidesAt..]),
                BinaryPrimitives.ReadUInt16BigEndian(stsd[(SidesAt + 2)..]));
    }

    private static MediaCodec? PicturesOf(string type) => type switch
    {
        "avc1" or "avc2" or "avc3" or "avc4" or "dva1" or "dvav" => MediaCodec.H264,
        "hvc1" or "hev1" or "hvc2" or "hev2" or "dvh1" or "dvhe" => MediaCodec.Hevc,
        "vp08" => MediaCodec.Vp8,
        "vp09" => MediaCodec.Vp9,
        "av01" or "dav1" => MediaCodec.Av1,
        "vvc1" or "vvi1" => MediaCodec.Vvc,
        "s263" or "h263" or "H263" => MediaCodec.H263,
        "jpeg" or "mjpa" or "mjpb" => MediaCodec.MotionJpeg,
        "apch" or "apcn" or "apcs" or "apco" or "ap4h" or "ap4x" or "aprn" or "aprh" => MediaCodec.ProRes,
        _ => null,
    };

    private static MediaCodec? SoundOf(string type) => type switch
    {
        "Opus" => MediaCodec.Opus,
        "fLaC" => MediaCodec.Flac,
        "alac" => MediaCodec.Alac,
        ".mp3" => MediaCodec.Mp3,
        "ac-3" => MediaCodec.Ac3,
        "ec-3" => MediaCodec.Eac3,
        "apac" => MediaCodec.Apac,
        "samr" or "sawb" or "sawp" => MediaCodec.Amr,
        "sowt" or "twos" or "lpcm" or "ipcm" or "fpcm" or "in24" or "in32" or "fl32" or "fl64" or "raw " or "NONE"
            or "ulaw" or "alaw" => MediaCodec.Pcm,
        _ => null,
    };

    private static MediaCodec? SoundOf(byte objectType) => objectType switch
    {
        0x40 or 0x66 or 0x67 or 0x68 => MediaCodec.Aac,
        0x69 or 0x6B => MediaCodec.Mp3,
        0xA5 => MediaCodec.Ac3,
        0xA6 => MediaCodec.Eac3,
        0xAD => MediaCodec.Opus,
        0xDD => MediaCodec.Vorbis,
        _ => null,
    };

    private static MediaCodec? PicturesOf(byte objectType) => objectType switch
    {
        0x20 => MediaCodec.Mpeg4,
        0x21 => MediaCodec.H264,
        0x23 => MediaCodec.Hevc,
        >= 0x60 and <= 0x65 => MediaCodec.Mpeg2,
        0x6C => MediaCodec.MotionJpeg,
        _ => null,
    };

    /// <summary>
    /// The object type in the entry's esds box, wherever it is: QuickTime has versions of entries, and a box around it.
    /// </summary>
    /// <returns>0, which is no type, where there is none.</returns>
    private static byte ObjectType(ReadOnlySpan<byte> entry)
    {
        var at = entry.IndexOf("esds"u8);
        if (at < 0 || entry.Length < at + HeaderBytes)
            return 0;
        var rest = entry[(at + HeaderBytes)..];
        if (!TryOpen(ref rest, StreamTag) || rest.Length < 3)
            return 0;
        var flags = rest[2];
        rest = rest[3..];
        var optional = ((flags & 0x80) != 0 ? 2 : 0) + ((flags & 0x20) != 0 ? 2 : 0);
        if ((flags & 0x40) != 0)
            optional += rest.Length > 0 ? rest[0] + 1 : 1;
        rest = rest[Math.Min(optional, rest.Length)..];
        return TryOpen(ref rest, DecoderTag) && rest.Length > 0 ? rest[0] : (byte)0;
    }

    /// <summary>Moves past the tag and the length of a descriptor; the length has up to four bytes.</summary>
    private static bool TryOpen(ref ReadOnlySpan<byte> bytes, byte tag)
    {
        if (bytes.Length < 2 || bytes[0] != tag)
            return false;
        var at = 1;
        while (at < 4 && at < bytes.Length - 1 && (bytes[at] & 0x80) != 0)
            at++;
        bytes = bytes[(at + 1)..];
        return true;
    }
}
