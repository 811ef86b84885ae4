using System.Buffers.Binary;
using System.Text;

namespace Reels.Api.Media.Formats;

/// <summary>
/// WebM: document type from the EBML header, then the elements of the segment one after another. Of a container with
/// needed content only the header is read, so that its elements follow; everything else is skipped. A film needs a
/// video track and one block of frames.
/// </summary>
internal sealed class WebMParser : ContentParser
{
    private const int MaxHeaderBytes = 4096;
    private const int MaxTextBytes = 32;
    private const int MinBlockBytes = 5; // its track, time and flags, and one byte of a frame
    private const ulong DefaultTimecodeScale = 1_000_000; // ns

    private readonly WebMTracks _tracks = new();
    private ulong _scale = DefaultTimecodeScale;
    private double _duration;
    private bool _frames;
    private bool _accepted;
    private uint _id;
    private long _size;

    public override MediaFormat? Format => _accepted ? MediaFormat.WebM : null;

    public override MediaContent? Found => _accepted && _frames && _tracks.Video is { } video
        ? new(MediaFormat.WebM, video.Width, video.Height, DurationMs(), video.Codec, _tracks.Audio)
        : null;

    public override Refusal Missing => !_accepted ? Refusal.OfFilm("Matroska")
        : _tracks.Video is not null ? Refusal.OfMissing(MediaFormat.WebM.Title, "frames")
        : _tracks.HasSound ? Refusal.OfFilm("WebM with sound alone")
        : Refusal.OfMissing(MediaFormat.WebM.Title, "a video track");

    protected override IEnumerable<Step> Parse()
    {
        foreach (var step in Header())
            yield return step;
        if (_size is < 0 or > MaxHeaderBytes)
        {
            Refused = Missing;
            yield break;
        }

        var end = Position + _size;
        while (Position < end)
        {
            foreach (var step in Header())
                yield return step;
            if (_size < 0 || Position + _size > end)
                break;
            var docType = _id == WebMElement.DocType && _size <= MaxTextBytes;
            yield return docType ? Take((int)_size) : Skip(_size);
            _accepted |= docType && Taken.TrimEnd((byte)0).SequenceEqual("webm"u8);
        }

        Refused = _accepted ? null : Missing;
        while (Refused is null)
        {
            foreach (var step in Header())
                yield return step;
            if (_id == WebMElement.TrackEntry)
                _tracks.Begin();
            if (_id is WebMElement.Segment or WebMElement.Info or WebMElement.Tracks or WebMElement.TrackEntry
                or WebMElement.Video)
            {
                continue;
            }

            // Within a cluster the first block counts; of a live recording only the blocks have sizes.
            if (_id == WebMElement.Cluster && (_size < 0 || !_frames))
                continue;
            if (_size < 0)
                yield break;
            var read = ReadBytes();
            yield return read > 0 ? Take(read) : Skip(_size);
            if (read == 0)
                continue;
            Read();
            yield return Skip(_size - read);
        }
    }

    private int ReadBytes() => _id switch
    {
        WebMElement.SimpleBlock or WebMElement.BlockGroup when _size >= MinBlockBytes => MinBlockBytes,
        WebMElement.CodecId => (int)Math.Min(_size, MaxTextBytes),
        _ when WebMElement.IsNumber(_id) && _size <= sizeof(ulong) => (int)_size,
        _ => 0,
    };

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
        if (_id is WebMElement.SimpleBlock or WebMElement.BlockGroup)
        {
            _frames = true;
        }
        else if (_id == WebMElement.CodecId)
        {
            _tracks.SetCodec(Encoding.Latin1.GetString(Taken.TrimEnd((byte)0)));
        }
        else if (_id == WebMElement.Duration)
        {
            _duration = Taken.Length switch
            {
                4 => BinaryPrimitives.ReadSingleBigEndian(Taken),
                8 => BinaryPrimitives.ReadDoubleBigEndian(Taken),
                _ => _duration,
            };
        }
        else
        {
            ulong value = 0;
            foreach (var b in Taken)
                value = (value << 8) | b;
            if (_id == WebMElement.TimecodeScale)
                _scale = value;
            else
                _tracks.Set(_id, value);
        }
    }

    private long? DurationMs()
    {
        var ms = _duration * _scale / 1e6;
        return ms is >= 1 and < long.MaxValue / 2 ? (long)ms : null;
    }
}
