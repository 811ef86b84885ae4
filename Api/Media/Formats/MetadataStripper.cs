using System.Buffers;

namespace Reels.Api.Media.Formats;

/// <summary>
/// Removes from one file the data that its owner may not want to publish (place, device, texts, thumbnails of cropped
/// parts), as it streams by in pieces of any size. A stripper is a sequence of steps; bytes that a step takes are
/// written only by <see cref="Write"/>. It keeps at most <see cref="MaxTake"/> bytes, limits its steps by the length of
/// the file, and never throws on bad content. Bytes after the last step are dropped.
/// </summary>
internal abstract class MetadataStripper
{
    /// <summary>Bytes in one <see cref="Take"/>: no segment of a JPEG is larger.</summary>
    protected const int MaxTake = 64 * 1024;

    /// <summary>
    /// Steps allowed for every file; above that, one step per <see cref="BytesPerStep"/> bytes. No camera writes files
    /// of smaller pieces, and a hostile file of them would cost a minute of processor time.
    /// </summary>
    private const int FreeSteps = 1_000_000;
    private const int BytesPerStep = 4;

    private readonly IEnumerator<Step> _steps;
    private byte[] _taken = new byte[64];
    private int _filled;
    private Step _step;
    private long _left;
    private IBufferWriter<byte> _output = null!;
    private long _stepsTaken;
    private bool _ended;

    protected MetadataStripper()
    {
        _steps = Strip().GetEnumerator();
        _step = new(StepKind.Drop, 0);
    }

    public static MetadataStripper For(MediaFormat format) => format switch
    {
        _ when format == MediaFormat.Jpeg => new JpegStripper(),
        _ when format == MediaFormat.Png => new PngStripper(),
        _ when format == MediaFormat.WebP => new WebPStripper(),
        _ when format == MediaFormat.Gif => new GifStripper(),
        _ when format == MediaFormat.Mp4 => new Mp4Stripper(),
        _ when format == MediaFormat.WebM => new WebMStripper(),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No stripper for this format."),
    };

    /// <summary>The bytes of the last <see cref="Take"/>.</summary>
    protected ReadOnlySpan<byte> Taken => _taken.AsSpan(0, _filled);

    /// <summary>Number of bytes of the file before the next one.</summary>
    protected long Position { get; private set; }

    /// <summary>
    /// Writes the part of the next piece that is kept: never more than the piece, the bytes taken before, and a few
    /// more.
    /// </summary>
    public void Feed(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        _output = output;
        while (!_ended)
        {
            var used = Run(bytes, out var done);
            bytes = bytes[used..];
            Position += used;
            if (!done)
                return;
            if (++_stepsTaken > FreeSteps + (Position / BytesPerStep) || !_steps.MoveNext())
            {
                _ended = true;
                return;
            }

            _step = _steps.Current;
            _left = _step.Bytes;
            if (_step.Kind != StepKind.Take)
                continue;
            _filled = 0;
            if (_taken.Length < _left)
                _taken = new byte[Math.Min(MaxTake, _left * 2)];
        }
    }

    /// <summary>
    /// Ranges of what was written that turned out to be metadata, to be overwritten with zeros after the last piece.
    /// </summary>
    public virtual IEnumerable<(long Offset, long Length)> Leftovers => [];

    protected abstract IEnumerable<Step> Strip();

    /// <summary>Reads the next bytes without writing them. Where the file ends within them, they are lost.</summary>
    protected static Step Take(int bytes) => new(StepKind.Take, bytes);

    protected static Step Copy(long bytes) => new(StepKind.Copy, bytes);

    protected static Step Drop(long bytes) => new(StepKind.Drop, bytes);

    /// <summary>Writes a zero for each of the next bytes.</summary>
    protected static Step Blank(long bytes) => new(StepKind.Blank, bytes);

    /// <summary>
    /// Copies up to the next byte of this value, without it, or at most <paramref name="max"/> bytes.
    /// </summary>
    protected static Step CopyTo(byte value, long max = long.MaxValue) => new(StepKind.CopyTo, max, value);

    protected void Write(ReadOnlySpan<byte> bytes) => _output.Write(bytes);

    private int Run(ReadOnlySpan<byte> bytes, out bool done)
    {
        var now = (int)Math.Min(_left, bytes.Length);
        if (_step.Kind == StepKind.CopyTo)
        {
            var stop = bytes[..now].IndexOf(_step.Value);
            if (stop >= 0)
                _left = now = stop;
            Write(bytes[..now]);
        }
        else if (_step.Kind == StepKind.Copy)
        {
            Write(bytes[..now]);
        }
        else if (_step.Kind == StepKind.Take)
        {
            bytes[..now].CopyTo(_taken.AsSpan(_filled));
            _filled += now;
        }
        else if (_step.Kind == StepKind.Blank && now > 0)
        {
            _output.GetSpan(now)[..now].Clear();
            _output.Advance(now);
        }

        _left -= now;
        done = _left == 0;
        return now;
    }

    protected enum StepKind
    {
        Drop,
        Copy,
        Take,
        Blank,
        CopyTo,
    }

    protected readonly record struct Step(StepKind Kind, long Bytes, byte Value = 0);
}

/// <summary>Stores a file without its metadata.</summary>
internal sealed class MetadataRemoval(IMediaUpload upload)
{
    private readonly ArrayBufferWriter<byte> _output = new(256);
    private MetadataStripper? _stripper;

    /// <summary>Bytes stored so far.</summary>
    public long Stored { get; private set; }

    /// <param name="format">Format of the file.</param>
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

    /// <summary>Blanks what only the end of the file showed to be metadata.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        foreach (var (offset, length) in _stripper?.Leftovers ?? [])
            await upload.BlankAsync(offset, Math.Min(length, Stored - offset), cancellationToken);
    }
}
