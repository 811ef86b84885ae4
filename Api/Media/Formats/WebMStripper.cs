using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>
/// WebM: keeps the elements that players need in their place. Tags, attachments, chapters, titles, dates, unknown
/// elements and padding are replaced by <c>Void</c> elements of zeros of the same size, so that all sizes and positions
/// stay correct. Removes bytes after the end.
/// </summary>
internal sealed class WebMStripper : MetadataStripper
{
    private const int MaxSizeBytes = 8;

    private static readonly HashSet<uint> Kept =
    [
        WebMElement.Ebml,
        0x114D9B74, // SeekHead
        0x1C53BB6B, // Cues
        WebMElement.Cluster,

        // Of each track: everything but its name, the name of its codec, and links.
        0xD7, 0x73C5, 0x83, 0xB9, 0x88, 0x55AA, 0x55AB, 0x55AC, 0x55AD, 0x55AE, 0x55AF, 0x9C, 0x6DE7, 0x6DF8, 0x23E383,
        0x234E7A, 0x23314F, 0x537F, 0x55EE,
        0x41E4, 0x22B59C, 0x22B59D, 0x86, 0x63A2, 0xAA, 0x6FAB, 0x56AA, 0x56BB, 0x6624, 0xE0, 0xE1, 0xE2, 0x6D80,

        // Of Info: TimestampScale, Duration, MuxingApp, WritingApp, SegmentUUID.
        0x2AD7B1, 0x4489, 0x4D80, 0x5741, 0x73A4,

        // Of a Cluster of unknown size: Timestamp, SimpleBlock, BlockGroup, Position, PrevSize.
        0xE7, 0xA3, 0xA0, 0xA7, 0xAB,
    ];

    private readonly byte[] _header = new byte[4 + MaxSizeBytes];
    private int _headerBytes;
    private uint _id;
    private long? _size; // null where it is unknown

    protected override IEnumerable<Step> Strip()
    {
        var end = long.MaxValue;
        while (Position < end)
        {
            foreach (var step in Header())
                yield return step;
            var entered = _id is WebMElement.Segment or WebMElement.Info or WebMElement.Tracks or WebMElement.TrackEntry
                || (_id == WebMElement.Cluster && _size is null);

            // Players stop here, too.
            if (Position > end || (_size is null && !entered))
                yield break;
            if (_id == WebMElement.Segment && end == long.MaxValue)
                end = Position + Math.Min(_size ?? long.MaxValue, long.MaxValue - Position);
            if (entered)
            {
                Write(_header.AsSpan(0, _headerBytes));
                continue;
            }

            var bytes = Math.Min(_size!.Value, end - Position);
            if (Kept.Contains(_id))
            {
                Write(_header.AsSpan(0, _headerBytes));
                yield return Copy(bytes);
            }
            else
            {
                WriteVoid(bytes);
                yield return Blank(bytes);
            }
        }
    }

    private IEnumerable<Step> Header()
    {
        yield return Take(1);
        var more = int.LeadingZeroCount(Taken[0]) - 24;
        _header[0] = Taken[0];
        (_id, _size, _headerBytes) = (0, null, 1);
        if (more > 3)
            yield break;
        if (more > 0)
        {
            yield return Take(more);
            Keep();
        }

        for (var i = 0; i < _headerBytes; i++)
            _id = (_id << 8) | _header[i];

        yield return Take(1);
        more = int.LeadingZeroCount(Taken[0]) - 24;
        var size = Taken[0] & (0x7FL >> more);
        Keep();
        if (more >= MaxSizeBytes)
        {
            _id = 0;
            yield break;
        }

        if (more > 0)
        {
            yield return Take(more);
            Keep();
            foreach (var b in Taken)
                size = (size << 8) | b;
        }

        if (size != Unknown(more + 1))
            _size = size;
    }

    private void Keep()
    {
        Taken.CopyTo(_header.AsSpan(_headerBytes));
        _headerBytes += Taken.Length;
    }

    /// <summary>Writes the header of a Void element as long as the element that was read.</summary>
    private void WriteVoid(long bytes)
    {
        var sizeBytes = Math.Min(MaxSizeBytes, _headerBytes - 1);
        var filler = _headerBytes - 1 - sizeBytes;
        Span<byte> size = stackalloc byte[MaxSizeBytes];
        BinaryPrimitives.WriteInt64BigEndian(size, Math.Min(bytes + filler, Unknown(MaxSizeBytes) - 1));
        size = size[^sizeBytes..];
        size[0] |= (byte)(0x80 >> (sizeBytes - 1));
        Write([WebMElement.Void]);
        Write(size);
        Write(new byte[filler]);
    }

    private static long Unknown(int sizeBytes) => (1L << (7 * sizeBytes)) - 1;
}
