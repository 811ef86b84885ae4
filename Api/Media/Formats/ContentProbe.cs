using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>
/// Detects a file's format from its content alone, as the content streams by. Declared types and file names are
/// ignored.
/// </summary>
internal sealed class ContentProbe
{
    private const int SignatureBytes = 12;

    private readonly byte[] _start = new byte[SignatureBytes];
    private int _started;
    private ContentParser? _parser;

    /// <summary>True as soon as it is known that the format isn't supported.</summary>
    public bool Refused => _started == SignatureBytes && (_parser is null || _parser.Refused);

    /// <summary>
    /// Result so far; null after the last byte means that the format isn't supported.
    /// </summary>
    public MediaContent? Found => Refused ? null : _parser?.Found;

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (_started < SignatureBytes)
        {
            var copied = Math.Min(SignatureBytes - _started, bytes.Length);
            bytes[..copied].CopyTo(_start.AsSpan(_started));
            _started += copied;
            bytes = bytes[copied..];
            if (_started < SignatureBytes)
                return;
            _parser = ParserFor(_start);
            _parser?.Feed(_start);
        }

        _parser?.Feed(bytes);
    }

    private static ContentParser? ParserFor(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xD8, 0xFF, ..] => new JpegParser(),
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => new PngParser(),
        _ when start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8) => new GifParser(),
        _ when start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8) => new WebPParser(),
        _ when start[4..].StartsWith("ftyp"u8) => new Mp4Parser(),
        _ when BinaryPrimitives.ReadUInt32BigEndian(start) == WebMElement.Ebml => new WebMParser(),
        _ => null,
    };
}
