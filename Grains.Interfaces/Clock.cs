namespace Reels.Grains.Interfaces;

/// <summary>
/// The product's own clock is a keyed <see cref="TimeProvider"/>, separate from the one that Orleans resolves, so that
/// tests drive one without the other.
/// </summary>
public static class Clock
{
    /// <summary>Service key of the product's <see cref="TimeProvider"/>.</summary>
    public const string Key = "reels";

    /// <summary>The current time, UTC, cut to whole milliseconds, which every store keeps.</summary>
    public static DateTimeOffset Now(this TimeProvider time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>
    /// The current time, or the millisecond after <paramref name="last"/> where that is later: times that are stamped
    /// one after the other rise, even when the clock stands still or goes back.
    /// </summary>
    public static DateTimeOffset NowAfter(this TimeProvider time, DateTimeOffset last)
    {
        var now = time.Now();
        return now > last ? now : last.AddMilliseconds(1);
    }
}
