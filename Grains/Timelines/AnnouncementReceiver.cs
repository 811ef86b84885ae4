using System.Collections.Immutable;
using Reels.Grains.Reels;
using Reels.Grains.Telemetry;
using Reels.Grains.Users;

namespace Reels.Grains.Timelines;

/// <summary>Applies announcements to what one silo holds: the shared lists and caches first, then the inboxes.</summary>
public sealed class AnnouncementReceiver(AuthorReelsCache authors, ReelReader reels, PeopleReader people, AwakeTimelines timelines)
{
    public void Receive(ImmutableArray<Announcement> announcements)
    {
        foreach (var announcement in announcements)
        {
            var author = UserIds.Pack(announcement.AuthorId);
            if (announcement.Kind == AnnouncementKind.Deleted)
            {
                reels.Forget(announcement.Reel.Id);
                continue;
            }
            if (announcement.Kind == AnnouncementKind.AccountDeleted)
            {
                people.Invalidate(announcement.AuthorId);
                authors.Forget(author);
                continue;
            }
            if (announcement is { Kind: AnnouncementKind.Blocked, OtherId: { } other })
            {
                people.InvalidateHidden(announcement.AuthorId, other);
                continue;
            }
            if (announcement.Kind == AnnouncementKind.Posted)
                authors.Announced(author, announcement.Reel);
            else
                authors.Forget(author);
            var pushed = timelines.Deliver(new(announcement.Kind, author, announcement.Reel.CreatedAt.ToUnixTimeMilliseconds(), announcement.Reel.Id));
            GrainMetrics.PushedTo(pushed);
        }
    }
}
