using System.Buffers;

namespace Reels.Api.Media.Formats;

/// <summary>Stores a file without its metadata.</summary>
internal sealed class MetadataRemoval(IMediaUpload upload)
{
    private readonly ArrayBufferWriter<byte> _output = new(256);
    private MetadataStripper? _stripper;

    /// <summary>Bytes stored so far.</summary>
    public long Stored { get; private set; }

    /// <param name="format">What the file is.</param>
    /// <param name="piece">The file's next bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask WriteAsync(MediaFormat format, ReadOnlyMemory<byte> piece,
        CancellationToken cancellationToken)
    {
        _stripper ??= MetadataStripper.For(format);
        _output.ResetWrittenCount();
        _stripper.Feed(piece.Span, _output);
        await upload.WriteAsync(_output.WrittenMemory, cancellationToken);
        Stored += _output.WrittenCount;
    }
}
