using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>
/// MP4: brands from ftyp, then the boxes one after another. Containers are entered by passing over their header alone,
/// so there is no nesting to follow; everything else, mdat first of all, is skipped, and moov may come last.
/// </summary>
internal sealed class Mp4Parser : ContentParser
{
    private const int MaxBrandBytes = 1024;
    private const int MaxHeaderBytes = 128; // of mvhd and tkhd, which end far below

    private uint _timescale;
    private long? _durationMs;
    private (int Width, int Height) _track; // being read
    private (int Width, int Height) _first; // the first that has sides
    private (int Width, int Height) _video; // the first whose handler is for video
    private bool _accepted;

    public override MediaContent? Found =>
        _accepted ? new(MediaFormat.Mp4, Side(Shown.Width), Side(Shown.Height), _durationMs) : null;

    // For files whose tracks name no handler.
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
            if (type is Box.Moov or Box.Trak or Box.Mdia or Box.Mvex)
                continue;
            var read = type is Box.Mvhd or Box.Mehd or Box.Tkhd or Box.Hdlr
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
            case Box.Mvhd:
                var wide = Taken[0] == 1;
                if (Taken.Length < (wide ? 32 : 20))
                    return;
                _timescale = BinaryPrimitives.ReadUInt32BigEndian(Taken[(wide ? 20 : 12)..]);
                Duration(wide ? BinaryPrimitives.ReadUInt64BigEndian(Taken[24..])
                    : BinaryPrimitives.ReadUInt32BigEndian(Taken[16..]));
                break;
            case Box.Mehd: // the length of a fragmented file
                var wideFragment = Taken[0] == 1;
                if (Taken.Length < (wideFragment ? 12 : 8))
                    return;
                Duration(wideFragment ? BinaryPrimitives.ReadUInt64BigEndian(Taken[4..])
                    : BinaryPrimitives.ReadUInt32BigEndian(Taken[4..]));
                break;
            case Box.Tkhd:
                _track = TrackSides();
                if (_first == default)
                    _first = _track;
                break;
            case Box.Hdlr when Taken.Length >= 12 && Taken[8..].StartsWith("vide"u8) && _video == default:
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

    private static class Box
    {
        public const uint Moov = 0x6D6F6F76;
        public const uint Trak = 0x7472616B;
        public const uint Mdia = 0x6D646961;
        public const uint Mvex = 0x6D766578;
        public const uint Mvhd = 0x6D766864;
        public const uint Mehd = 0x6D656864;
        public const uint Tkhd = 0x746B6864;
        public const uint Hdlr = 0x68646C72;
    }
}
