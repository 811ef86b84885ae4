namespace Reels.Api.Media.Formats;

/// <summary>The tracks of a WebM file, filled element by element: the first one with pictures, and the sound.</summary>
internal sealed class WebMTracks
{
    private const byte VideoTrack = 1;
    private const byte AudioTrack = 2;

    private readonly Dictionary<uint, ulong> _numbers = [];
    private WebMVideo? _video;
    private MediaCodec? _audio;
    private bool _sound;
    private string? _codec;

    /// <summary>Null while there is no track with pictures, sides and a codec.</summary>
    public WebMVideo? Video => _video ?? ReadVideo();

    public MediaCodec? Audio => _audio ?? (IsSound ? AudioCodec : null);

    public bool HasSound => _sound || IsSound;

    private bool IsSound => Type == AudioTrack;

    private ulong Type => _numbers.GetValueOrDefault(WebMElement.TrackType);

    private MediaCodec? VideoCodec => _codec switch
    {
        "V_VP8" => MediaCodec.Vp8,
        "V_VP9" => MediaCodec.Vp9,
        "V_AV1" => MediaCodec.Av1,
        "V_MPEG4/ISO/AVC" => MediaCodec.H264,
        "V_MPEGH/ISO/HEVC" => MediaCodec.Hevc,
        _ => null,
    };

    private MediaCodec? AudioCodec => _codec switch
    {
        "A_OPUS" => MediaCodec.Opus,
        "A_VORBIS" => MediaCodec.Vorbis,
        "A_AAC" => MediaCodec.Aac,
        "A_MPEG/L3" => MediaCodec.Mp3,
        "A_FLAC" => MediaCodec.Flac,
        _ => null,
    };

    /// <summary>Ends the track being read, and begins the next one.</summary>
    public void Begin()
    {
        (_video, _audio, _sound) = (Video, Audio, HasSound);
        _numbers.Clear();
        _codec = null;
    }

    public void Set(uint id, ulong value) => _numbers[id] = value;

    public void SetCodec(string codec) => _codec = codec;

    private WebMVideo? ReadVideo()
    {
        if (Type != VideoTrack || string.IsNullOrEmpty(_codec))
            return null;
        var inPixels = _numbers.GetValueOrDefault(WebMElement.DisplayUnit) == 0;
        return Side(WebMElement.DisplayWidth, WebMElement.PixelWidth) is { } width
            && Side(WebMElement.DisplayHeight, WebMElement.PixelHeight) is { } height
            ? new(width, height, VideoCodec)
            : null;

        int? Side(uint shown, uint stored) =>
            (inPixels && _numbers.TryGetValue(shown, out var pixels)) || _numbers.TryGetValue(stored, out pixels)
                ? pixels is > 0 and <= int.MaxValue ? (int)pixels : null
                : null;
    }
}

/// <summary>A track with pictures: sides in pixels as shown, and the codec if it is known.</summary>
internal sealed record WebMVideo(int Width, int Height, MediaCodec? Codec);

/// <summary>Ids of elements, with their marker bits.</summary>
internal static class WebMElement
{
    public const byte Void = 0xEC;
    public const uint Ebml = 0x1A45DFA3;
    public const uint DocType = 0x4282;
    public const uint Segment = 0x18538067;
    public const uint Info = 0x1549A966;
    public const uint TimecodeScale = 0x2AD7B1;
    public const uint Duration = 0x4489;
    public const uint Tracks = 0x1654AE6B;
    public const uint TrackEntry = 0xAE;
    public const uint TrackType = 0x83;
    public const uint CodecId = 0x86;
    public const uint Video = 0xE0;
    public const uint PixelWidth = 0xB0;
    public const uint PixelHeight = 0xBA;
    public const uint DisplayWidth = 0x54B0;
    public const uint DisplayHeight = 0x54BA;
    public const uint DisplayUnit = 0x54B2;
    public const uint Cluster = 0x1F43B675;
    public const uint SimpleBlock = 0xA3;
    public const uint BlockGroup = 0xA0;

    public static bool IsNumber(uint id) =>
        id is TimecodeScale or Duration or TrackType or PixelWidth or PixelHeight or DisplayWidth or DisplayHeight
            or DisplayUnit;
}
