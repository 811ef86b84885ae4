using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>
/// Where the samples of an MP4's tracks are that are not shown, so that they can be blanked once the whole file was
/// seen: their tables mostly come after them. Memory is bounded; what doesn't fit stays.
/// </summary>
internal sealed class Mp4Samples
{
    private const int MaxRanges = 10_000; // chunks: one a second, of a film of nearly three hours
    private const int MaxFrames = 1_000;
    private const int CountAt = 4;
    private const int EntriesAt = 8;
    private const int ChunkEntryBytes = 12; // of stsc: first chunk, samples per chunk, description

    private readonly List<(long Start, long End)> _frames = [];
    private readonly List<(long Offset, long Length)> _ranges = [];
    private byte[] _sizes = [];
    private byte[] _offsets = [];
    private byte[] _chunks = [];
    private bool _wide;

    /// <summary>Adds the content of an mdat box: only within these is anything blanked.</summary>
    public void AddFrames(long start, long end)
    {
        if (_frames.Count < MaxFrames)
            _frames.Add((start, end));
    }

    /// <summary>Keeps a table of the track being read, or the start of it.</summary>
    public void AddTable(uint type, ReadOnlySpan<byte> table)
    {
        if (table.Length < EntriesAt)
            return;
        if (type == Mp4Box.Stsz)
            _sizes = table.ToArray();
        else if (type == Mp4Box.Stsc)
            _chunks = table.ToArray();
        else if (type is Mp4Box.Stco or Mp4Box.Co64)
            (_offsets, _wide) = (table.ToArray(), type == Mp4Box.Co64);
    }

    /// <summary>Ends the track being read.</summary>
    public void EndTrack()
    {
        var (entry, sample) = (EntriesAt, 0L);
        var width = _wide ? sizeof(ulong) : sizeof(uint);
        for (var chunk = 0; _ranges.Count < MaxRanges && EntriesAt + ((chunk + 1) * width) <= _offsets.Length; chunk++)
        {
            // The entry of a run of chunks begins with the number of its first chunk, counted from 1.
            if (U32(_chunks, entry + ChunkEntryBytes) is { } next && chunk + 1 >= next)
                entry += ChunkEntryBytes;
            var samples = U32(_chunks, entry + sizeof(uint)) ?? 0;
            var length = LengthOf(sample, samples);
            if (length == 0)
                break;
            sample += samples;
            var at = _offsets.AsSpan(EntriesAt + (chunk * width));
            _ranges.Add((_wide ? BinaryPrimitives.ReadInt64BigEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at),
                length));
        }

        (_sizes, _offsets, _chunks) = ([], [], []);
    }

    /// <summary>Ranges to blank in a file of this length: together at most as many bytes as the file has.</summary>
    public IEnumerable<(long Offset, long Length)> Ranges(long fileLength)
    {
        var left = fileLength;
        foreach (var (offset, length) in _ranges)
        {
            var (start, end) = _frames.Find(frames => frames.Start <= offset && offset < frames.End);
            var blanked = Math.Min(Math.Min(length, Math.Min(end, fileLength) - offset), left);
            if (start == 0 || blanked <= 0)
                continue;
            left -= blanked;
            yield return (offset, blanked);
        }
    }

    /// <summary>Bytes of this many samples; 0 where the table doesn't have them.</summary>
    private long LengthOf(long sample, uint samples)
    {
        const int sizesAt = 12;
        if (U32(_sizes, CountAt) is not { } size)
            return 0;
        if (size > 0)
            return (long)size * samples;
        long length = 0;
        for (var i = sample; i < sample + samples; i++)
        {
            if (i > _sizes.Length || U32(_sizes, sizesAt + ((int)i * sizeof(uint))) is not { } one)
                break;
            length += one;
        }

        return length;
    }

    private static uint? U32(byte[] table, int at) =>
        at + sizeof(uint) <= table.Length ? BinaryPrimitives.ReadUInt32BigEndian(table.AsSpan(at)) : null;
}
