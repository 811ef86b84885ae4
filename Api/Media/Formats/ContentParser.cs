namespace Reels.Api.Media.Formats;

/// <summary>
/// Reads one file format from a stream that is pushed through it in pieces of any size. A parser is written as a
/// sequence of <see cref="Take"/> and <see cref="Skip"/>; between two of them it sees the bytes it took. It keeps at
/// most <see cref="MaxTake"/> bytes, never throws on bad content, and simply stops where the content makes no sense:
/// what was found until then stands.
/// </summary>
internal abstract class ContentParser
{
    /// <summary>
    /// Bytes that may be taken at once; no structure that is read here is larger (a JPEG segment is the largest).
    /// </summary>
    protected const int MaxTake = 64 * 1024;

    /// <summary>
    /// Ten times what a long live recording needs; made of the smallest elements, a file would otherwise cost seconds.
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

    /// <summary>What was found; null while the content isn't known to be a supported one.</summary>
    public abstract MediaContent? Found { get; }

    /// <summary>True once the content is known to be one that isn't supported.</summary>
    public bool Refused { get; protected set; }

    /// <summary>The bytes of the last <see cref="Take"/>.</summary>
    protected ReadOnlySpan<byte> Taken => _taken.AsSpan(0, _wanted);

    /// <summary>How many bytes of the stream lie before the next one to be taken or skipped.</summary>
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
