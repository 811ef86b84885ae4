using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Reels.Grains.Interfaces;

namespace Reels.Grains.Jobs;

/// <summary>Leases of unfinished work. One per silo.</summary>
internal sealed class Leases(IOptions<LeaseOptions> options, [FromKeyedServices(Clock.Key)] TimeProvider time)
{
    /// <summary>The end of a lease that begins now, UTC: until then recovery leaves the work to its worker.</summary>
    public DateTimeOffset Until() => time.Now() + options.Value.Lease;
}

/// <summary>How long work belongs to its worker, and when recovery takes it over; section <c>FanOut</c>.</summary>
public sealed class LeaseOptions
{
    public const string Section = "FanOut";

    /// <summary>Time between two scans of a silo for unfinished work in its share.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan RecoveryInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Time for which unfinished work belongs to its last worker, before recovery takes it over. Longer than the
    /// longest step (2 s).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);
}
