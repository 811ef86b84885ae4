namespace Reels.Api.Media;

/// <summary>
/// A codec of a film's pictures or sound. The code is part of media keys, so it never changes; it has 4 bits, and
/// pictures and sound have codes of their own.
/// </summary>
internal sealed record MediaCodec
{
    public static readonly MediaCodec H264 = new(1, "h264", "H.264");
    public static readonly MediaCodec Hevc = new(2, "hevc", "HEVC");
    public static readonly MediaCodec Vp8 = new(3, "vp8", "VP8");
    public static readonly MediaCodec Vp9 = new(4, "vp9", "VP9");
    public static readonly MediaCodec Av1 = new(5, "av1", "AV1");
    public static readonly MediaCodec Mpeg4 = new(6, "mpeg4", "MPEG-4");
    public static readonly MediaCodec Mpeg2 = new(7, "mpeg2", "MPEG-2");
    public static readonly MediaCodec MotionJpeg = new(8, "mjpeg", "Motion JPEG");
    public static readonly MediaCodec H263 = new(9, "h263", "H.263");
    public static readonly MediaCodec Vvc = new(10, "vvc", "VVC");
    public static readonly MediaCodec ProRes = new(11, "prores", "ProRes");

    public static readonly MediaCodec Aac = new(1, "aac", "AAC");
    public static readonly MediaCodec Opus = new(2, "opus", "Opus");
    public static readonly MediaCodec Vorbis = new(3, "vorbis", "Vorbis");
    public static readonly MediaCodec Mp3 = new(4, "mp3", "MP3");
    public static readonly MediaCodec Ac3 = new(5, "ac3", "AC-3");
    public static readonly MediaCodec Eac3 = new(6, "eac3", "E-AC-3");
    public static readonly MediaCodec Flac = new(7, "flac", "FLAC");
    public static readonly MediaCodec Alac = new(8, "alac", "ALAC");
    public static readonly MediaCodec Pcm = new(9, "pcm", "PCM");
    public static readonly MediaCodec Amr = new(10, "amr", "AMR");
    public static readonly MediaCodec Apac = new(11, "apac", "APAC");

    public static readonly IReadOnlyList<MediaCodec> Video =
        [H264, Hevc, Vp8, Vp9, Av1, Mpeg4, Mpeg2, MotionJpeg, H263, Vvc, ProRes];

    public static readonly IReadOnlyList<MediaCodec> Audio =
        [Aac, Opus, Vorbis, Mp3, Ac3, Eac3, Flac, Alac, Pcm, Amr, Apac];

    private MediaCodec(byte code, string name, string title) => (Code, Name, Title) = (code, name, title);

    public byte Code { get; }

    /// <summary>Name in the HTTP contract.</summary>
    public string Name { get; }

    /// <summary>Name for people.</summary>
    public string Title { get; }

    /// <summary>The codec of pictures with this code; null for 0 and for codes of later versions.</summary>
    public static MediaCodec? VideoByCode(int code) => code >= 1 && code <= Video.Count ? Video[code - 1] : null;

    /// <summary>The codec of sound with this code; null for 0 and for codes of later versions.</summary>
    public static MediaCodec? AudioByCode(int code) => code >= 1 && code <= Audio.Count ? Audio[code - 1] : null;
}
