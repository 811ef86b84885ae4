using System.Collections.Immutable;
using Orleans.Runtime.Services;
using Orleans.Services;

namespace Reels.Grains.Announcements;

/// <summary>Takes announcements into one silo. Each silo has one relay, addressed by the silo.</summary>
[Alias("ITimelineRelay")]
internal interface ITimelineRelay : IGrainService
{
    /// <summary>
    /// Takes announcements in. When it returns, every timeline awake on this silo sees them at its next turn.
    /// </summary>
    [Alias("Announce")]
    Task Announce(ImmutableArray<Announcement> announcements);
}

/// <summary>Finds the relay of a given silo.</summary>
internal sealed class TimelineRelays(IServiceProvider services) : GrainServiceClient<ITimelineRelay>(services)
{
    public ITimelineRelay On(SiloAddress silo) => GetGrainService(silo);
}
