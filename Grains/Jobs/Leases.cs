using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Reels.Grains.Interfaces;

namespace Reels.Grains.Jobs;

/// <summary>The leases of unfinished work. One per silo.</summary>
internal sealed class Leases(IOptions<LeaseOptions> options, [FromKeyedServices(Clock.Key)] TimeProvider time)
{
    /// <summary>The end of a lease that begins now, UTC: until then recovery leaves the work to its worker.</summary>
    public DateTimeOffset Until() => time.Now() + options.Value.Lease;
}
