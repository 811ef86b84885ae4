using System.Collections.Immutable;
using Orleans.Runtime.Services;
using Orleans.Services;

namespace Reels.Grains.Announcements;

/// <summary>What a silo does with announcements. One of these is on each silo, addressed by the silo.</summary>
[Alias("ITimelineRelay")]
internal interface ITimelineRelay : IGrainService
{
    /// <summary>
    /// Takes announcements in; when it returns, every timeline awake on this silo will see them at its next turn.
    /// </summary>
    [Alias("Announce")]
    Task Announce(ImmutableArray<Announcement> announcements);
}

/// <summary>Finds the relay of a given silo.</summary>
internal sealed class TimelineRelays(IServiceProvider services) : GrainServiceClient<ITimelineRelay>(services)
{
    public ITimelineRelay On(SiloAddress silo) => GetGrainService(silo);
}
