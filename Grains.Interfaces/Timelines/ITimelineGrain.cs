using Reels.Grains.Interfaces.Reels;

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
