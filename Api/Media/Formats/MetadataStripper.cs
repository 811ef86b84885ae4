using System.Buffers;

namespace Reels.Api.Media.Formats;

/// <summary>
/// Takes out of one file what its maker may not want to show (place, device, words, thumbnails of what was cropped)
/// while it streams by in pieces of any size. A stripper is written as a sequence of steps; what a step takes is held
/// back until it is written. At most <see cref="MaxTake"/> bytes are held, steps are rationed by the length of the
/// file, and nothing that the content says makes it throw. What follows the last step is dropped.
/// </summary>
internal abstract class MetadataStripper
{
    /// <summary>Bytes that may be taken at once: no segment of a JPEG is larger.</summary>
    protected const int MaxTake = 64 * 1024;

    /// <summary>
    /// Steps that any file may cost, and bytes that pay for one more: no camera makes files of smaller pieces, and
    /// those that nobody made would cost a processor's minute.
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
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Nobody knows where its metadata are."),
    };

    /// <summary>The bytes of the last <see cref="Take"/>.</summary>
    protected ReadOnlySpan<byte> Taken => _taken.AsSpan(0, _filled);

    /// <summary>How many bytes of the file lie before the next one.</summary>
    protected long Position { get; private set; }

    /// <summary>
    /// Writes what is to be kept of the next piece: never more than it and what was held back, and a few bytes.
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

    protected abstract IEnumerable<Step> Strip();

    /// <summary>Holds back the next bytes. Where the file ends within them, they are not kept.</summary>
    protected static Step Take(int bytes) => new(StepKind.Take, bytes);

    protected static Step Copy(long bytes) => new(StepKind.Copy, bytes);

    protected static Step Drop(long bytes) => new(StepKind.Drop, bytes);

    /// <summary>Writes a zero for each of the next bytes.</summary>
    protected static Step Blank(long bytes) => new(StepKind.Blank, bytes);

    /// <summary>Copies up to the next byte of this value, and not it, or as many bytes as said.</summary>
    protected static Step CopyTo(byte value, long most = long.MaxValue) => new(StepKind.CopyTo, most, value);

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
