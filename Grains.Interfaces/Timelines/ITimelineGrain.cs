using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Users;

namespace Reels.Grains.Interfaces.Timelines;

/// <summary>The feed of one reader. The key is the user id.</summary>
[Alias("ITimelineGrain")]
public interface ITimelineGrain : IGrainWithStringKey
{
    /// <summary>
    /// The reader's own reels and those of the followees, newest first, strictly before <paramref name="before"/>
    /// (null: from the newest).
    /// </summary>
    [Alias("GetFeed")]
    Task<Page<ReelView, Position>> GetFeed(Position? before, int limit, CancellationToken cancellationToken = default);

    /// <summary>Records a write of the reader, so that the feed that they read next shows it. Loads nothing.</summary>
    [Alias("Noted")]
    Task RecordOwnWrite(OwnWrite write);
}

/// <summary>
/// A write of a reader that their own feed must show from the next read on. At most one member is set. Counts, user
/// summaries and comments that were cached before it are read again: those of <paramref name="Touched"/>, else all.
/// </summary>
/// <param name="Edge">The durable follow or unfollow. The timeline then reads the reader's followees again, so that
/// messages may come in any order.</param>
/// <param name="Posted">The posted reel.</param>
/// <param name="Deleted">The deleted reel.</param>
/// <param name="Touched">The reel that was liked, unliked or commented on.</param>
[GenerateSerializer, Immutable, Alias("Act")]
public sealed record OwnWrite([property: Id(0)] FollowEdge? Edge = null, [property: Id(1)] Position? Posted = null,
    [property: Id(2)] Guid? Deleted = null, [property: Id(3)] Guid? Touched = null)
{
    /// <summary>Any other write, such as a change of the profile.</summary>
    public static OwnWrite Other { get; } = new();
}
