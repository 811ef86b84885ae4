using Reels.Grains.Interfaces.Reels;
using Reels.Grains.Interfaces.Users;

namespace Reels.Grains.Interfaces.Timelines;

/// <summary>The feed of one reader. The key is the user id.</summary>
[Alias("ITimelineGrain")]
public interface ITimelineGrain : IGrainWithStringKey
{
    /// <summary>
    /// Own reels and those of the followees, newest first, strictly before <paramref name="before"/> (null: from the
    /// newest).
    /// </summary>
    [Alias("GetFeed")]
    Task<Page<ReelView, Position>> GetFeed(Position? before, int limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// Tells of what the reader has just done, so that the feed they read next shows it. Loads nothing.
    /// </summary>
    [Alias("Noted")]
    Task RecordOwnWrite(OwnWrite act);
}

/// <summary>
/// Something a reader did that their own feed must show from the next read on. Exactly one of the members is set, or
/// none: then only what caches say of counts, cards and comments is read anew.
/// </summary>
/// <param name="Edge">The follow or unfollow, durable: the timeline reads whom the reader follows anew, so that
/// messages may come in any order.</param>
/// <param name="Posted">The reel that was posted.</param>
/// <param name="Deleted">The reel that was deleted.</param>
[GenerateSerializer, Immutable, Alias("Act")]
public sealed record OwnWrite([property: Id(0)] FollowEdge? Edge = null, [property: Id(1)] Position? Posted = null,
    [property: Id(2)] Guid? Deleted = null)
{
    /// <summary>
    /// A like, a comment, a change of profile: counts and cards read from now on are at least as new as this.
    /// </summary>
    public static OwnWrite Other { get; } = new();
}
