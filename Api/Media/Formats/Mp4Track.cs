using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>One track of an MP4, filled box by box.</summary>
internal sealed class Mp4Track
{
    private const uint Vide = 0x76696465;
    private const uint Soun = 0x736F756E;
    private const int CountAt = 8; // of stsz and stz2

    private (int Width, int Height) _shown;
    private bool _turned;
    private uint? _handler;

    public bool IsVideo => _handler == Vide;

    public bool IsSound => _handler == Soun;

    /// <summary>True where the track's table has samples; those of a fragmented film are elsewhere.</summary>
    public bool HasSamples { get; private set; }

    /// <summary>Null while there is none.</summary>
    public Mp4SampleEntry? Entry { get; private set; }

    /// <summary>Sides in pixels as shown; those of the entry where the track has none.</summary>
    public (int Width, int Height) Sides
    {
        get
        {
            var (width, height) = _shown != default ? _shown : (Entry?.Width ?? 0, Entry?.Height ?? 0);
            return _turned ? (height, width) : (width, height);
        }
    }

    public void Read(uint type, ReadOnlySpan<byte> content)
    {
        switch (type)
        {
            case Mp4Box.Tkhd:
                ReadHeader(content);
                break;
            case Mp4Box.Hdlr when content.Length >= 12: // QuickTime has another one, of the data, later
                _handler ??= BinaryPrimitives.ReadUInt32BigEndian(content[8..]);
                break;
            case Mp4Box.Stsd:
                Entry ??= Mp4SampleEntry.Read(content, IsSound);
                break;
            case Mp4Box.Stsz or Mp4Box.Stz2 when content.Length >= CountAt + 4:
                HasSamples |= BinaryPrimitives.ReadUInt32BigEndian(content[CountAt..]) > 0;
                break;
        }
    }

    private void ReadHeader(ReadOnlySpan<byte> content)
    {
        var matrix = content[0] == 1 ? 52 : 40;
        if (content.Length < matrix + 44)
            return;
        _shown = (BinaryPrimitives.ReadUInt16BigEndian(content[(matrix + 36)..]),
            BinaryPrimitives.ReadUInt16BigEndian(content[(matrix + 40)..]));
        var (a, b) = (At(content, 0), At(content, 1));
        var (c, d) = (At(content, 3), At(content, 4));
        _turned = a == 0 && d == 0 && b != 0 && c != 0; // a quarter turn: only the off-diagonal is set

        int At(ReadOnlySpan<byte> bytes, int cell) =>
            BinaryPrimitives.ReadInt32BigEndian(bytes[(matrix + (4 * cell))..]);
    }
}

/// <summary>What the tracks of an MP4 make of it: the first one with pictures, and its sound.</summary>
internal sealed class Mp4Tracks
{
    private Mp4Track? _current;
    private Mp4Track? _video;
    private Mp4Track? _sound;

    /// <summary>The first track with pictures; one with samples, if there is one.</summary>
    public Mp4Track? Video => _current is { } next && IsShown(next)
        && (_video is null || (!_video.HasSamples && next.HasSamples)) ? next : _video;

    /// <summary>AAC, if a track has it, because phones add sound that few players know; else the first sound.</summary>
    public Mp4Track? Sound => Better(_sound, _current);

    public void Begin()
    {
        (_video, _sound) = (Video, Sound);
        _current = new();
    }

    public void Read(uint type, ReadOnlySpan<byte> content) => _current?.Read(type, content);

    private static bool IsShown(Mp4Track track) =>
        track is { IsVideo: true, Entry: not null, Sides: { Width: > 0, Height: > 0 } };

    private static Mp4Track? Better(Mp4Track? first, Mp4Track? next) =>
        next is not { IsSound: true, Entry: not null } ? first
            : first is null || (first.Entry!.Codec != MediaCodec.Aac && next.Entry.Codec == MediaCodec.Aac) ? next
            : first;
}
