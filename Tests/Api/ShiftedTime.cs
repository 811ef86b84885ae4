namespace Reels.Tests.Api;

/// <summary>The system's clock, which a test sets ahead. Timers run as ever.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _shift, time.Ticks);

    public override DateTimeOffset GetUtcNow() =>
        System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shift));

    public override long GetTimestamp() =>
        System.GetTimestamp() + (Interlocked.Read(ref _shift) * TimestampFrequency / TimeSpan.TicksPerSecond);
}

/// <summary>The product with a running clock that a test sets ahead.</summary>
public class ShiftedTimeApp : ReelsApp
{
    public ShiftedTime ShiftedTime { get; } = new();

    protected override TimeProvider Time => ShiftedTime;
}
