using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>
/// WebM: document type from the EBML header, then the elements of the segment one after another. Of a container with
/// needed content only the header is read, so that its elements follow; everything else is skipped.
/// </summary>
internal sealed class WebMParser : ContentParser
{
    private const int MaxHeaderBytes = 4096;
    private const int MaxValueBytes = 8;
    private const ulong DefaultTimecodeScale = 1_000_000; // ns
    private const byte VideoTrack = 1;

    private readonly Dictionary<uint, ulong> _track = [];
    private ulong _scale = DefaultTimecodeScale;
    private double _duration;
    private (int? Width, int? Height) _video;
    private bool _accepted;
    private uint _id;
    private long _size;

    public override MediaContent? Found
    {
        get
        {
            if (!_accepted)
                return null;
            var (width, height) = _video != default ? _video : TrackSides();
            return new(MediaFormat.WebM, width, height, DurationMs());
        }
    }

    protected override IEnumerable<Step> Parse()
    {
        foreach (var step in Header())
            yield return step;
        if (_size is < 0 or > MaxHeaderBytes)
        {
            Refused = true;
            yield break;
        }

        var end = Position + _size;
        while (Position < end)
        {
            foreach (var step in Header())
                yield return step;
            if (_size < 0 || Position + _size > end)
                break;
            var docType = _id == WebMElement.DocType && _size <= 32;
            yield return docType ? Take((int)_size) : Skip(_size);
            _accepted |= docType && Taken.TrimEnd((byte)0).SequenceEqual("webm"u8);
        }

        Refused = !_accepted;
        while (!Refused)
        {
            foreach (var step in Header())
                yield return step;
            if (_id == WebMElement.TrackEntry)
                EndTrack();
            if (_id is WebMElement.Segment or WebMElement.Info or WebMElement.Tracks or WebMElement.TrackEntry
                or WebMElement.Video)
            {
                continue;
            }
            if (_id == WebMElement.Cluster && _size < 0)
                continue; // a live recording: only its blocks have sizes
            if (_size < 0)
                yield break;
            var value = _size <= MaxValueBytes && WebMElement.IsValue(_id);
            yield return value ? Take((int)_size) : Skip(_size);
            if (value)
                Read();
        }
    }

    /// <summary>
    /// Reads an element's id with its marker bits, and its size without them; -1 where the size is unknown or invalid.
    /// </summary>
    private IEnumerable<Step> Header()
    {
        yield return Take(1);
        var more = int.LeadingZeroCount(Taken[0]) - 24;
        _id = Taken[0];
        _size = -1;
        if (more > 3)
        {
            _id = 0;
            yield break;
        }

        if (more > 0)
            yield return Take(more);
        for (var i = 0; i < more; i++)
            _id = (_id << 8) | Taken[i];

        yield return Take(1);
        more = int.LeadingZeroCount(Taken[0]) - 24;
        if (more > 7)
            yield break;
        var size = Taken[0] & (0x7FL >> more);
        if (more > 0)
            yield return Take(more);
        for (var i = 0; i < more; i++)
            size = (size << 8) | Taken[i];
        if (size != (1L << (7 * (more + 1))) - 1)
            _size = size;
    }

    private void Read()
    {
        ulong value = 0;
        foreach (var b in Taken)
            value = (value << 8) | b;
        if (_id == WebMElement.TimecodeScale)
            _scale = value;
        else if (_id != WebMElement.Duration)
            _track[_id] = value;
        else if (Taken.Length == 4)
            _duration = BinaryPrimitives.ReadSingleBigEndian(Taken);
        else if (Taken.Length == 8)
            _duration = BinaryPrimitives.ReadDoubleBigEndian(Taken);
    }

    private void EndTrack()
    {
        if (_video == default)
            _video = TrackSides();
        _track.Clear();
    }

    private (int? Width, int? Height) TrackSides()
    {
        if (_track.GetValueOrDefault(WebMElement.TrackType) != VideoTrack)
            return default;
        var inPixels = _track.GetValueOrDefault(WebMElement.DisplayUnit) == 0;
        return (Side(WebMElement.DisplayWidth, WebMElement.PixelWidth),
            Side(WebMElement.DisplayHeight, WebMElement.PixelHeight));

        int? Side(uint shown, uint stored) =>
            (inPixels && _track.TryGetValue(shown, out var pixels)) || _track.TryGetValue(stored, out pixels)
                ? pixels is > 0 and <= int.MaxValue ? (int)pixels : null
                : null;
    }

    private long? DurationMs()
    {
        var ms = _duration * _scale / 1e6;
        return ms is >= 1 and < long.MaxValue / 2 ? (long)ms : null;
    }
}

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
    public const uint Video = 0xE0;
    public const uint PixelWidth = 0xB0;
    public const uint PixelHeight = 0xBA;
    public const uint DisplayWidth = 0x54B0;
    public const uint DisplayHeight = 0x54BA;
    public const uint DisplayUnit = 0x54B2;
    public const uint Cluster = 0x1F43B675;

    public static bool IsValue(uint id) =>
        id is TimecodeScale or Duration or TrackType or PixelWidth or PixelHeight or DisplayWidth or DisplayHeight
            or DisplayUnit;
}
