using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>
/// MP4, and QuickTime and 3GP as phones write them: brands from ftyp, then the boxes one after another. Of a container
/// only the header is read, so that the boxes in it follow like any other, without nesting. Everything else is skipped,
/// above all mdat; moov may come last. A film needs a track with pictures, and frames.
/// </summary>
internal sealed class Mp4Parser : ContentParser
{
    private const int MaxHeaderBytes = 128; // of all boxes that are read but stsd, which are much shorter

    private readonly Mp4Tracks _tracks = new();
    private Mp4Family? _family;
    private uint _timescale;
    private long? _durationMs;
    private bool _movie;
    private bool _fragmented;
    private bool _frames;

    public override MediaFormat? Format => _family is null ? null : MediaFormat.Mp4;

    public override MediaContent? Found
    {
        get
        {
            if (_family is null || !_frames || Unplayable() is not null)
                return null;
            var (width, height) = _tracks.Video!.Sides;
            return new(MediaFormat.Mp4, width, height, _durationMs, _tracks.Video.Entry!.Codec,
                _tracks.Sound?.Entry!.Codec);
        }
    }

    public override Refusal Missing => _family is null ? Refusal.OfOther(null)
        : !_movie ? Refusal.OfMissing(_family.Title, "a movie header")
        : Unplayable() ?? Refusal.OfMissing(_family.Title, "frames");

    protected override IEnumerable<Step> Parse()
    {
        yield return Take(8);
        var brands = BinaryPrimitives.ReadUInt32BigEndian(Taken) - 8L;
        if (brands is < 8 or > Mp4Brands.MaxBytes)
        {
            Refused = Missing;
            yield break;
        }

        yield return Take((int)brands);
        _family = Mp4Brands.FamilyOf(Taken);
        if (_family is null)
        {
            Refused = Mp4Brands.RefusalOf(Taken);
            yield break;
        }

        while (true)
        {
            yield return Take(8);
            long size = BinaryPrimitives.ReadUInt32BigEndian(Taken);
            var type = BinaryPrimitives.ReadUInt32BigEndian(Taken[4..]);
            var header = 8;
            if (size == 1)
            {
                yield return Take(8);
                size = BinaryPrimitives.ReadInt64BigEndian(Taken);
                header = 16;
            }

            var payload = size == 0 ? long.MaxValue : size - header; // 0 is "to the end of the file"
            if (payload < 0)
                yield break;
            _movie |= type == Mp4Box.Moov;
            _fragmented |= type == Mp4Box.Mvex;
            if (type == Mp4Box.Trak)
                _tracks.Begin();
            if (type is Mp4Box.Moov or Mp4Box.Trak or Mp4Box.Mdia or Mp4Box.Minf or Mp4Box.Stbl or Mp4Box.Mvex)
                continue;

            // Where the movie comes first, nobody needs to send all frames of a film that isn't accepted.
            if (type == Mp4Box.Mdat && _movie)
                Refused = Unplayable();
            if (Refused is not null)
                yield break;
            var read = (int)Math.Min(payload, BytesToRead(type));
            if (read > 0)
            {
                yield return Take(read);
                Read(type);
            }

            yield return Skip(payload - read);
        }
    }

    private static int BytesToRead(uint type) => type switch
    {
        Mp4Box.Mdat => 1,
        Mp4Box.Stsd => Mp4SampleEntry.MaxBytes,
        Mp4Box.Mvhd or Mp4Box.Mehd or Mp4Box.Tkhd or Mp4Box.Hdlr or Mp4Box.Stsz or Mp4Box.Stz2 => MaxHeaderBytes,
        _ => 0,
    };

    private void Read(uint type)
    {
        if (type == Mp4Box.Mdat)
            _frames = true;
        else if (type == Mp4Box.Mvhd)
            ReadMovie();
        else if (type == Mp4Box.Mehd)
            ReadFragments();
        else
            _tracks.Read(type, Taken);
    }

    private void ReadMovie()
    {
        var wide = Taken[0] == 1;
        if (Taken.Length < (wide ? 32 : 20))
            return;
        _timescale = BinaryPrimitives.ReadUInt32BigEndian(Taken[(wide ? 20 : 12)..]);
        SetDuration(wide ? BinaryPrimitives.ReadUInt64BigEndian(Taken[24..])
            : BinaryPrimitives.ReadUInt32BigEndian(Taken[16..]));
    }

    /// <summary>The duration of a fragmented film.</summary>
    private void ReadFragments()
    {
        var wide = Taken[0] == 1;
        if (Taken.Length < (wide ? 12 : 8))
            return;
        SetDuration(wide ? BinaryPrimitives.ReadUInt64BigEndian(Taken[4..])
            : BinaryPrimitives.ReadUInt32BigEndian(Taken[4..]));
    }

    private void SetDuration(ulong units)
    {
        if (_timescale == 0 || units is 0 or uint.MaxValue or ulong.MaxValue || units > long.MaxValue / 1000)
            return;
        _durationMs = (long)(units * 1000 / _timescale);
    }

    /// <summary>Why the tracks read so far make no film that is accepted; null where they do.</summary>
    private Refusal? Unplayable()
    {
        var title = _family!.Title;
        if (_tracks.Video is not { } video)
        {
            return _tracks.Sound is null ? Refusal.OfMissing(title, "a video track")
                : Refusal.OfFilm($"{title} with sound alone");
        }

        if (!video.HasSamples && !_fragmented)
            return Refusal.OfMissing(title, "frames");
        if (_family.AnyCodec)
            return null;
        if (video.Entry!.Codec != MediaCodec.H264 && video.Entry.Codec != MediaCodec.Hevc)
            return Refusal.OfFilm($"{title} with {video.Entry.Title} video");
        return _tracks.Sound?.Entry is { } sound && sound.Codec != MediaCodec.Aac
            ? Refusal.OfFilm($"{title} with {sound.Title} sound")
            : null;
    }
}

/// <summary>Types of boxes, as big-endian numbers.</summary>
internal static class Mp4Box
{
    public const uint Ftyp = 0x66747970;
    public const uint Moov = 0x6D6F6F76;
    public const uint Mvhd = 0x6D766864;
    public const uint Mvex = 0x6D766578;
    public const uint Mehd = 0x6D656864;
    public const uint Trak = 0x7472616B;
    public const uint Tkhd = 0x746B6864;
    public const uint Mdia = 0x6D646961;
    public const uint Mdhd = 0x6D646864;
    public const uint Hdlr = 0x68646C72;
    public const uint Minf = 0x6D696E66;
    public const uint Dinf = 0x64696E66;
    public const uint Dref = 0x64726566;
    public const uint Stbl = 0x7374626C;
    public const uint Stsd = 0x73747364;
    public const uint Stsc = 0x73747363;
    public const uint Stco = 0x7374636F;
    public const uint Co64 = 0x636F3634;
    public const uint Stsz = 0x7374737A;
    public const uint Stz2 = 0x73747A32;
    public const uint Moof = 0x6D6F6F66;
    public const uint Traf = 0x74726166;
    public const uint Tfhd = 0x74666864;
    public const uint Mdat = 0x6D646174;
    public const uint Free = 0x66726565;
}
