namespace Reels.Api.Media.Formats;

/// <summary>
/// Reads one file format from a stream that is pushed through it in pieces of any size. A parser is a sequence of
/// <see cref="Take"/> and <see cref="Skip"/>; after a <see cref="Take"/> it sees the bytes it took. It keeps at most
/// <see cref="MaxTake"/> bytes and never throws on bad content: it stops there, and keeps the result found before.
/// </summary>
internal abstract class ContentParser
{
    /// <summary>
    /// Bytes in one <see cref="Take"/>; no structure that is read here is larger (a JPEG segment is the largest).
    /// </summary>
    protected const int MaxTake = 64 * 1024;

    /// <summary>
    /// Ten times the steps of a long live recording. Without a limit, a file made of the smallest elements would cost
    /// seconds.
    /// </summary>
    private const int MaxSteps = 1_000_000;

    private readonly IEnumerator<Step> _steps;
    private byte[] _taken = new byte[64];
    private int _filled;
    private int _wanted;
    private long _skipping;
    private int _stepsTaken;
    private bool _ended;

    protected ContentParser()
    {
        _steps = Parse().GetEnumerator();
    }

    /// <summary>Result so far; null while it isn't known that the format is supported.</summary>
    public abstract MediaContent? Found { get; }

    /// <summary>True as soon as it is known that the format isn't supported.</summary>
    public bool Refused { get; protected set; }

    /// <summary>The bytes of the last <see cref="Take"/>.</summary>
    protected ReadOnlySpan<byte> Taken => _taken.AsSpan(0, _wanted);

    /// <summary>Number of bytes taken or skipped so far.</summary>
    protected long Position { get; private set; }

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (_stepsTaken == 0)
            Advance();
        while (!_ended)
        {
            var skipped = (int)Math.Min(_skipping, bytes.Length);
            _skipping -= skipped;
            var copied = _skipping > 0 ? 0 : Math.Min(_wanted - _filled, bytes.Length - skipped);
            bytes.Slice(skipped, copied).CopyTo(_taken.AsSpan(_filled));
            _filled += copied;
            bytes = bytes[(skipped + copied)..];
            Position += skipped + copied;
            if (_skipping > 0 || _filled < _wanted)
                return;
            Advance();
        }
    }

    protected abstract IEnumerable<Step> Parse();

    protected static Step Take(int bytes) => new(0, bytes);

    protected static Step Skip(long bytes) => new(bytes, 0);

    private void Advance()
    {
        if (++_stepsTaken > MaxSteps || !_steps.MoveNext()
            || _steps.Current is not { Skip: >= 0, Take: >= 0 and <= MaxTake } step)
        {
            _ended = true;
            return;
        }

        (_skipping, _wanted, _filled) = (step.Skip, step.Take, 0);
        if (_taken.Length < _wanted)
            _taken = new byte[Math.Min(MaxTake, _wanted * 2)];
    }

    protected readonly record struct Step(long Skip, int Take);
}

/// <summary>Parser of a picture: its sides as stored, and whether the orientation swaps them.</summary>
internal abstract class ImageParser(MediaFormat format) : ContentParser
{
    private int? _width;
    private int? _height;

    public override MediaContent Found => Turned ? new(format, _height, _width) : new(format, _width, _height);

    /// <summary>True for a picture that is shown turned by a quarter.</summary>
    protected bool Turned { get; set; }

    /// <summary>Sets the sides in pixels; impossible values count as unknown.</summary>
    protected void SetSides(long width, long height)
    {
        _width = width is > 0 and <= int.MaxValue ? (int)width : null;
        _height = height is > 0 and <= int.MaxValue ? (int)height : null;
    }
}
