using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Services;
using Orleans.Services;

namespace Reels.Grains.Timelines;

/// <summary>What a silo does with announcements. One of these is on each silo, addressed by the silo.</summary>
[Alias("ITimelineRelay")]
public interface ITimelineRelay : IGrainService
{
    /// <summary>Takes announcements in; when it returns, every timeline awake on this silo will see them at its next turn.</summary>
    [Alias("Announce")]
    Task Announce(ImmutableArray<Announcement> announcements);
}

/// <inheritdoc/>
public sealed class TimelineRelay(GrainId grainId, Silo silo, ILoggerFactory loggers, AnnouncementReceiver receiver)
    : GrainService(grainId, silo, loggers), ITimelineRelay
{
    public Task Announce(ImmutableArray<Announcement> announcements)
    {
        receiver.Receive(announcements);
        return Task.CompletedTask;
    }
}

/// <summary>Finds the relay of a given silo.</summary>
public sealed class TimelineRelays(IServiceProvider services) : GrainServiceClient<ITimelineRelay>(services)
{
    public ITimelineRelay On(SiloAddress silo) => GetGrainService(silo);
}
