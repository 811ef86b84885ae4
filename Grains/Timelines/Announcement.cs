using Reels.Grains.Interfaces;

namespace Reels.Grains.Timelines;

public enum AnnouncementKind
{
    /// <summary>A reel whose rows are durable.</summary>
    Posted = 0,

    /// <summary>A reel is deleted: no silo serves it from now on.</summary>
    Deleted = 1,

    /// <summary>The author's mark is durable: readers merge the author's own list from now on.</summary>
    Merged = 2,
}

/// <summary>What every silo is told of an author.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="AuthorId">User id.</param>
/// <param name="Reel">Which reel; default for a mark.</param>
[GenerateSerializer, Immutable, Alias("Announcement")]
public sealed record Announcement(
    [property: Id(0)] AnnouncementKind Kind,
    [property: Id(1)] string AuthorId,
    [property: Id(2)] Position Reel);
