using System.Buffers;

namespace Reels.Api.Media.Metadata;

/// <summary>Stores a file without its metadata.</summary>
internal sealed class MetadataRemoval(IMediaUpload upload)
{
    private MetadataStripper? _stripper;
    private ArrayBufferWriter<byte>? _output;
    private bool _begun;

    /// <summary>Bytes stored so far.</summary>
    public long Stored { get; private set; }

    /// <param name="format">What the file is.</param>
    /// <param name="piece">The file's next bytes.</param>
    /// <param name="cancel">Gives up.</param>
    public async ValueTask Write(MediaFormat format, ReadOnlyMemory<byte> piece, CancellationToken cancel)
    {
        if (!_begun) Begin(format, piece.Length);
        if (_stripper is { } stripper)
        {
            _output!.ResetWrittenCount();
            stripper.Feed(piece.Span, _output);
            piece = _output.WrittenMemory;
        }

        await upload.Write(piece, cancel);
        Stored += piece.Length;
    }

    private void Begin(MediaFormat format, int pieceBytes)
    {
        _begun = true;
        _stripper = MetadataStripper.For(format);
        if (_stripper is not null) _output = new(Math.Max(pieceBytes, 256));
    }
}
