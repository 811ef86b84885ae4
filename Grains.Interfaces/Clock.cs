namespace Reels.Grains.Interfaces;

/// <summary>
/// The product's own clock is a keyed <see cref="TimeProvider"/>, apart from the one Orleans resolves, so that tests
/// drive one without the other.
/// </summary>
public static class Clock
{
    /// <summary>Service key of the product's <see cref="TimeProvider"/>.</summary>
    public const string Key = "reels";

    /// <summary>The current time, UTC, cut to the whole milliseconds that every store keeps.</summary>
    public static DateTimeOffset Now(this TimeProvider time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>
    /// The current time, or the millisecond after <paramref name="last"/> where that is later: what is stamped one
    /// after the other rises, whatever the clock says.
    /// </summary>
    public static DateTimeOffset NowAfter(this TimeProvider time, DateTimeOffset last)
    {
        var now = time.Now();
        return now > last ? now : last.AddMilliseconds(1);
    }
}
