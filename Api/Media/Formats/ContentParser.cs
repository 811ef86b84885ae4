namespace Reels.Api.Media.Formats;

/// <summary>
/// Reads one file format from a stream that is pushed through it in pieces of any size. A parser is a sequence of
/// <see cref="Take"/>, <see cref="Skip"/> and <see cref="SkipTo"/>; after a <see cref="Take"/> it sees the bytes it
/// took. It keeps at most <see cref="MaxTake"/> bytes and never throws on bad content: it stops there, and keeps the
/// result found before.
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
    private byte? _searched;
    private int _stepsTaken;
    private bool _ended;

    protected ContentParser()
    {
        _steps = Parse().GetEnumerator();
    }

    /// <summary>Format so far; null while it isn't known to be accepted.</summary>
    public abstract MediaFormat? Format { get; }

    /// <summary>Result so far; null while no picture or video track was found.</summary>
    public abstract MediaContent? Found { get; }

    /// <summary>Why a file that ends here isn't accepted; only where <see cref="Found"/> is null.</summary>
    public abstract Refusal Missing { get; }

    /// <summary>Set as soon as it is known that the file isn't accepted, whatever follows.</summary>
    public Refusal? Refused { get; protected set; }

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
            if (_searched is { } searched)
            {
                var found = bytes.IndexOf(searched);
                var passed = found < 0 ? bytes.Length : found;
                bytes = bytes[passed..];
                Position += passed;
                if (found < 0)
                    return;
            }

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

    /// <summary>Skips up to the next byte of this value, without it.</summary>
    protected static Step SkipTo(byte value) => new(0, 0, value);

    private void Advance()
    {
        if (++_stepsTaken > MaxSteps || !_steps.MoveNext()
            || _steps.Current is not { Skip: >= 0, Take: >= 0 and <= MaxTake } step)
        {
            _ended = true;
            return;
        }

        (_skipping, _wanted, _filled, _searched) = (step.Skip, step.Take, 0, step.Until);
        if (_taken.Length < _wanted)
            _taken = new byte[Math.Min(MaxTake, _wanted * 2)];
    }

    protected readonly record struct Step(long Skip, int Take, byte? Until = null);
}

/// <summary>
/// Parser of a picture: its sides as stored, whether the orientation swaps them, and whether there are pixels.
/// </summary>
internal abstract class ImageParser(MediaFormat format) : ContentParser
{
    private int _width;
    private int _height;

    public override MediaFormat Format => format;

    public override MediaContent? Found => !HasPicture || !HasSides ? null
        : Turned ? new(format, _height, _width)
        : new(format, _width, _height);

    public override Refusal Missing => Refusal.OfMissing(format.Title, "a picture");

    /// <summary>True where there are pixels, or the start of them: viewers show a picture that was cut off.</summary>
    protected bool HasPicture { get; set; }

    /// <summary>True for a picture that is shown turned by a quarter.</summary>
    protected bool Turned { get; set; }

    protected bool HasSides => _width > 0 && _height > 0;

    /// <summary>Sets the sides in pixels; impossible values count as none.</summary>
    protected void SetSides(long width, long height)
    {
        _width = width is > 0 and <= int.MaxValue ? (int)width : 0;
        _height = height is > 0 and <= int.MaxValue ? (int)height : 0;
    }
}
