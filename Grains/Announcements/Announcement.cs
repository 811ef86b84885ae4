using Reels.Grains.Interfaces;

namespace Reels.Grains.Announcements;

internal enum AnnouncementKind
{
    /// <summary>A reel was posted, and its rows are durable.</summary>
    Posted = 0,

    /// <summary>A reel is deleted: no silo serves it from now on.</summary>
    Deleted = 1,

    /// <summary>
    /// The author is a celebrity, and the mark is durable: timelines pull the author's own list from now on.
    /// </summary>
    Celebrity = 2,

    /// <summary>
    /// A block between the author and the other was made or ended: caches drop what they have of the two.
    /// </summary>
    Blocked = 3,

    /// <summary>The author's account is deleted: no silo shows the user, or any of their posts, from now on.</summary>
    AccountDeleted = 4,

    /// <summary>The author's profile has changed: caches drop their summary of it.</summary>
    ProfileChanged = 5,
}

/// <summary>A message to every silo about an author.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="AuthorId">User id.</param>
/// <param name="Reel">The reel; default for kinds without one.</param>
/// <param name="OtherId">User id of the other side of a block; else null.</param>
[GenerateSerializer, Immutable, Alias("Announcement")]
internal sealed record Announcement(
    [property: Id(0)] AnnouncementKind Kind,
    [property: Id(1)] string AuthorId,
    [property: Id(2)] Position Reel,
    [property: Id(3)] string? OtherId = null);
