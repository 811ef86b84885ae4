using System.Buffers.Binary;

namespace Reels.Api.Media.Formats;

/// <summary>
/// Detects a file's format from its content alone, as the content streams by. Declared types and file names are
/// ignored. A header proves nothing: a file counts only with a picture or a video track in it.
/// </summary>
internal sealed class ContentProbe
{
    private const int SignatureBytes = 12;
    private const int NamedBytes = 512; // of a file that is not accepted; enough for the start of an SVG

    private readonly byte[] _start = new byte[NamedBytes];
    private int _started;
    private ContentParser? _parser;

    /// <summary>Format so far, known within the first kilobytes; null while it isn't known to be accepted.</summary>
    public MediaFormat? Format => IsRefused ? null : _parser?.Format;

    /// <summary>True as soon as it is known that the file isn't accepted.</summary>
    public bool IsRefused => _started >= SignatureBytes && (_parser is null || _parser.Refused is not null);

    /// <summary>Result so far; null after the last byte means that the file isn't accepted.</summary>
    public MediaContent? Found => IsRefused ? null : _parser?.Found;

    /// <summary>Why the file isn't accepted, if it ends here; only where <see cref="Found"/> is null.</summary>
    public Refusal Refusal => _parser is null ? Signatures.Name(_start.AsSpan(0, _started))
        : _parser.Refused ?? _parser.Missing;

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (_parser is null)
        {
            var before = _started;
            var copied = Math.Min((before < SignatureBytes ? SignatureBytes : NamedBytes) - before, bytes.Length);
            bytes[..copied].CopyTo(_start.AsSpan(before));
            _started += copied;
            if (_started < SignatureBytes || before >= SignatureBytes)
                return;
            bytes = bytes[copied..];
            _parser = ParserFor(_start);
            if (_parser is null)
            {
                Feed(bytes);
                return;
            }

            _parser.Feed(_start.AsSpan(0, SignatureBytes));
        }

        _parser.Feed(bytes);
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
