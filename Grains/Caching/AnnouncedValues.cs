using Microsoft.Extensions.Options;

namespace Reels.Grains.Caching;

/// <summary>
/// Tells a silo's caches how old a value may be whose changes are announced to all silos. As long as this silo is
/// certain to have heard of every change, that is <see cref="CacheOptions.AnnouncedLife"/>; otherwise no such value is
/// served beyond <see cref="CacheOptions.Life"/>.
/// </summary>
/// <remarks>
/// A change that some silo doesn't acknowledge is counted in <see cref="Stores.IMissedAnnouncements"/> before it is
/// answered. Each silo reads that count every quarter of a cache life, and is certain for three quarters from the
/// beginning of a read. So three quarters of a life after a change was counted, no silo serves what it had before
/// (<c>docs/adr/0052-values-until-announced.md</c>).
/// </remarks>
/// <param name="clock">The silo's clock, for the ages of values.</param>
/// <param name="options">The lives.</param>
/// <param name="machine">Null: the machine's. Not the product's, since a silo is certain for real time.</param>
internal sealed class AnnouncedValues(CacheClock clock, IOptions<CacheOptions> options, TimeProvider? machine = null)
{
    private readonly long _life = clock.ToTicks(options.Value.AnnouncedLife);
    private readonly TimeSpan _certain = CertainFor(options.Value);
    private readonly TimeProvider _machine = machine ?? TimeProvider.System;

    private long _heardAt;
    private long _missedAt;
    private long _count = -1;

    /// <summary>Time from one read of the count to the next.</summary>
    public static TimeSpan IntervalOf(CacheOptions options) => options.Life / 4;

    /// <summary>Time from the beginning of a read for which a silo is certain.</summary>
    public static TimeSpan CertainFor(CacheOptions options) => options.Life * 3 / 4;

    /// <summary>
    /// A time of the <see cref="CacheClock"/>: what was loaded then or later is served. Later than any load where this
    /// silo isn't certain.
    /// </summary>
    public long Oldest
    {
        get
        {
            // In this order: the other one rises first.
            var heardAt = Volatile.Read(ref _heardAt);
            var missedAt = Volatile.Read(ref _missedAt);
            return IsCertainSince(heardAt) ? Math.Max(clock.Now - _life, missedAt) : long.MaxValue;
        }
    }

    /// <summary>The time at which a read begins, for <see cref="Heard"/>.</summary>
    public long Begin() => _machine.GetTimestamp();

    /// <summary>
    /// The silo belongs to the cluster, and this is the count of missed announcements. Called by one reader alone.
    /// </summary>
    /// <param name="begunAt">The time before both were read.</param>
    public void Heard(long begunAt, long count)
    {
        if (count != _count || !IsCertainSince(_heardAt))
        {
            _count = count;

            // What was loaded meanwhile may have come from a store that was cut off too; and a load that began before
            // the change was counted may have read its store before the change.
            Volatile.Write(ref _missedAt, clock.FreshAsOfNow());
        }

        Volatile.Write(ref _heardAt, begunAt);
    }

    private bool IsCertainSince(long heardAt) => heardAt != 0 && _machine.GetElapsedTime(heardAt) <= _certain;
}
