using System.ComponentModel.DataAnnotations;

namespace Reels.Grains.FanOut;

/// <summary>How reels reach feeds; section <c>FanOut</c>.</summary>
public sealed class FanOutOptions
{
    public const string Section = "FanOut";

    /// <summary>
    /// Followers above which an author is a celebrity: no rows are written, and readers pull the author's own list
    /// instead.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int PushLimit { get; set; } = 10_000;
}
