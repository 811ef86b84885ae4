using Microsoft.Extensions.DependencyInjection;
using Reels.Grains.Interfaces;

namespace Reels.Grains.Caching;

/// <summary>
/// The times by which a silo's caches judge how fresh a value is: timestamps of the product's clock, made to rise with
/// each <see cref="FreshAsOfNow"/>. So "loaded after this write" is certain even where the clock stands still or is
/// coarse.
/// </summary>
internal sealed class CacheClock([FromKeyedServices(Clock.Key)] TimeProvider time)
{
    private long _last;

    /// <summary>The current time; several calls may get the same.</summary>
    public long Now => Math.Max(time.GetTimestamp(), Volatile.Read(ref _last));

    /// <summary>
    /// A time later than every one returned before on this silo. A load with this as its <c>freshAsOf</c> shows
    /// everything that was durable at the call.
    /// </summary>
    public long FreshAsOfNow()
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(time.GetTimestamp(), last + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
                return next;
        }
    }

    /// <summary>A span in the unit of these times.</summary>
    public long ToTicks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
