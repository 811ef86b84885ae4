using Reels.Grains.Interfaces;

namespace Reels.Grains.Announcements;

internal enum AnnouncementKind
{
    /// <summary>A reel whose rows are durable.</summary>
    Posted = 0,

    /// <summary>A reel is deleted: no silo serves it from now on.</summary>
    Deleted = 1,

    /// <summary>The author's mark is durable: readers merge the author's own list from now on.</summary>
    Celebrity = 2,

    /// <summary>
    /// A block between the author and the other was made or ended: what is remembered of the two counts no more.
    /// </summary>
    Blocked = 3,

    /// <summary>
    /// The author's account is deleted: no silo shows the person, or anything of theirs, from now on.
    /// </summary>
    AccountDeleted = 4,
}

/// <summary>What every silo is told of an author.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="AuthorId">User id.</param>
/// <param name="Reel">Which reel; default for all but a reel.</param>
/// <param name="OtherId">User id of the other side of a block; else null.</param>
[GenerateSerializer, Immutable, Alias("Announcement")]
internal sealed record Announcement(
    [property: Id(0)] AnnouncementKind Kind,
    [property: Id(1)] string AuthorId,
    [property: Id(2)] Position Reel,
    [property: Id(3)] string? OtherId = null);
