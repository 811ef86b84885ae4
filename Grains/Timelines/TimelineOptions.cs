using System.ComponentModel.DataAnnotations;

namespace Reels.Grains.Timelines;

/// <summary>Size of timelines in memory; section <c>Timeline</c>.</summary>
public sealed class TimelineOptions
{
    public const string Section = "Timeline";

    /// <summary>Most entries of a timeline in memory, the newest. 400 are 20 pages of 20, in about 10 KB.</summary>
    [Range(1, 10_000)]
    public int HotEntries { get; set; } = 400;
}
