using System.Buffers.Binary;
using System.Text;

namespace Reels.Api.Media.Formats;

/// <summary>
/// MP4: brands from ftyp, then the boxes one after another. Of a container only the header is read, so that the boxes
/// in it follow like any other, without nesting. Everything else is skipped, above all mdat; moov may come last.
/// </summary>
internal sealed class Mp4Parser : ContentParser
{
    private const int MaxBrandBytes = 1024;
    private const int MaxHeaderBytes = 128; // of mvhd and tkhd, which are much shorter

    private uint _timescale;
    private long? _durationMs;
    private (int Width, int Height) _track; // the one being read
    private (int Width, int Height) _first; // the first with sides
    private (int Width, int Height) _video; // the first with a video handler
    private bool _accepted;

    public override MediaContent? Found =>
        _accepted ? new(MediaFormat.Mp4, Side(Shown.Width), Side(Shown.Height), _durationMs) : null;

    // The first track, for files whose tracks name no handler.
    private (int Width, int Height) Shown => _video != default ? _video : _first;

    protected override IEnumerable<Step> Parse()
    {
        yield return Take(8);
        var brands = BinaryPrimitives.ReadUInt32BigEndian(Taken) - 8L;
        if (brands is < 8 or > MaxBrandBytes)
        {
            Refused = true;
            yield break;
        }

        yield return Take((int)brands);
        _accepted = Mp4Brands.Accept(Taken);
        Refused = !_accepted;
        if (Refused)
            yield break;
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

            var payload = size - header;
            if (payload < 0)
                yield break; // 0 is "to the end of the file": nothing follows
            if (type is Mp4Box.Moov or Mp4Box.Trak or Mp4Box.Mdia or Mp4Box.Mvex)
                continue;
            var read = type is Mp4Box.Mvhd or Mp4Box.Mehd or Mp4Box.Tkhd or Mp4Box.Hdlr
                ? (int)Math.Min(payload, MaxHeaderBytes)
                : 0;
            if (read > 0)
            {
                yield return Take(read);
                Read(type);
            }

            yield return Skip(payload - read);
        }
    }

    private void Read(uint type)
    {
        switch (type)
        {
            case Mp4Box.Mvhd:
                var wide = Taken[0] == 1;
                if (Taken.Length < (wide ? 32 : 20))
                    return;
                _timescale = BinaryPrimitives.ReadUInt32BigEndian(Taken[(wide ? 20 : 12)..]);
                Duration(wide ? BinaryPrimitives.ReadUInt64BigEndian(Taken[24..])
                    : BinaryPrimitives.ReadUInt32BigEndian(Taken[16..]));
                break;
            case Mp4Box.Mehd: // the duration of a fragmented file
                var wideFragment = Taken[0] == 1;
                if (Taken.Length < (wideFragment ? 12 : 8))
                    return;
                Duration(wideFragment ? BinaryPrimitives.ReadUInt64BigEndian(Taken[4..])
                    : BinaryPrimitives.ReadUInt32BigEndian(Taken[4..]));
                break;
            case Mp4Box.Tkhd:
                _track = TrackSides();
                if (_first == default)
                    _first = _track;
                break;
            case Mp4Box.Hdlr when Taken.Length >= 12 && Taken[8..].StartsWith("vide"u8) && _video == default:
                _video = _track;
                break;
        }
    }

    private (int Width, int Height) TrackSides()
    {
        var matrix = Taken[0] == 1 ? 52 : 40;
        if (Taken.Length < matrix + 44)
            return default;
        var width = BinaryPrimitives.ReadUInt16BigEndian(Taken[(matrix + 36)..]);
        var height = BinaryPrimitives.ReadUInt16BigEndian(Taken[(matrix + 40)..]);
        var turned = At(0) == 0 && At(4) == 0 && At(1) != 0
            && At(3) != 0; // a quarter turn: only the off-diagonal is set
        return turned ? (height, width) : (width, height);

        int At(int cell) => BinaryPrimitives.ReadInt32BigEndian(Taken[(matrix + (4 * cell))..]);
    }

    private void Duration(ulong units)
    {
        if (_timescale == 0 || units is 0 or uint.MaxValue or ulong.MaxValue || units > long.MaxValue / 1000)
            return;
        _durationMs = (long)(units * 1000 / _timescale);
    }

    private static int? Side(int pixels) => pixels == 0 ? null : pixels;
}

/// <summary>Tells MP4 videos from the other files that start with an ftyp box.</summary>
internal static class Mp4Brands
{
    private static readonly HashSet<string> Accepted = new(StringComparer.Ordinal)
    {
        "isom", "iso2", "iso3", "iso4", "iso5", "iso6", "iso7", "iso8", "iso9", "mp41", "mp42", "mp71", "avc1", "av01",
        "hvc1", "dash", "cmfc", "cmf2",
        "M4V ", "M4VH", "M4VP", "MSNV", "F4V ",
    };

    // Pictures, QuickTime, sound and telephone formats name MP4 brands as compatible ones: the leading brand decides.
    private static readonly string[] RefusedLeads =
        ["qt", "hei", "hev", "mif", "msf", "mia", "avi", "jx", "jp", "crx", "M4A", "M4B", "M4P", "3g", "3G", "F4A",
            "F4B"];

    /// <param name="payload">The leading brand, its version, and the compatible brands, four bytes each.</param>
    public static bool Accept(ReadOnlySpan<byte> payload)
    {
        var lead = Encoding.Latin1.GetString(payload[..4]);
        if (Accepted.Contains(lead))
            return true;
        if (Array.Exists(RefusedLeads, refused => lead.StartsWith(refused, StringComparison.Ordinal)))
            return false;
        for (var at = 8; at + 4 <= payload.Length; at += 4)
        {
            if (Accepted.Contains(Encoding.Latin1.GetString(payload.Slice(at, 4))))
                return true;
        }

        return false;
    }
}

/// <summary>Types of boxes, as big-endian numbers.</summary>
internal static class Mp4Box
{
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
    public const uint Stbl = 0x7374626C;
    public const uint Stsd = 0x73747364;
    public const uint Moof = 0x6D6F6F66;
    public const uint Traf = 0x74726166;
    public const uint Mdat = 0x6D646174;
    public const uint Free = 0x66726565;
}
