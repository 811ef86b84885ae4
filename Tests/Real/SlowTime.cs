namespace Reels.Tests.Real;

/// <summary>Ends waits later: the servers of the tests are shared, and their machine may be busy.</summary>
internal sealed class SlowTime : TimeProvider
{
    public const int Factor = 20;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime < TimeSpan.Zero ? dueTime : Factor * dueTime, period);
}
