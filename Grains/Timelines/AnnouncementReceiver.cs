using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Reels.Grains.Announcements;
using Reels.Grains.Feeds;
using Reels.Grains.Telemetry;
using Reels.Grains.Views;

namespace Reels.Grains.Timelines;

/// <summary>Applies announcements to this silo's memory: the shared lists and caches first, then the inboxes.</summary>
internal sealed class AnnouncementReceiver(AuthorReelsCache authors, ReelViews reels, PeopleViews people,
    AwakeTimelines timelines)
{
    public void Receive(ImmutableArray<Announcement> announcements)
    {
        foreach (var announcement in announcements)
        {
            var author = UserIds.Pack(announcement.AuthorId);
            if (announcement.Kind == AnnouncementKind.Deleted)
            {
                reels.MarkDeleted(announcement.Reel.Id);
                continue;
            }
            if (announcement.Kind == AnnouncementKind.AccountDeleted)
            {
                people.Invalidate(announcement.AuthorId);
                authors.Drop(author);
                continue;
            }
            if (announcement.Kind == AnnouncementKind.ProfileChanged)
            {
                people.Invalidate(announcement.AuthorId);
                continue;
            }
            if (announcement is { Kind: AnnouncementKind.Blocked, OtherId: { } other })
            {
                people.InvalidateBlock(announcement.AuthorId, other);
                continue;
            }
            if (announcement.Kind == AnnouncementKind.Posted)
                authors.Add(author, announcement.Reel);
            else
                authors.Drop(author);
            var pushed = timelines.Deliver(
                new(announcement.Kind, author, announcement.Reel.CreatedAt.ToUnixTimeMilliseconds(),
                    announcement.Reel.Id));
            GrainMetrics.PushedTo(pushed);
        }
    }
}

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
