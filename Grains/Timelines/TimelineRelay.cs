using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Reels.Grains.Announcements;

namespace Reels.Grains.Timelines;

/// <inheritdoc/>
internal sealed class TimelineRelay(GrainId grainId, Silo silo, ILoggerFactory loggers, AnnouncementReceiver receiver)
    : GrainService(grainId, silo, loggers), ITimelineRelay
{
    public Task Announce(ImmutableArray<Announcement> announcements)
    {
        receiver.Receive(announcements);
        return Task.CompletedTask;
    }
}
