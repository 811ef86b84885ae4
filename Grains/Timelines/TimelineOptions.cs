using System.ComponentModel.DataAnnotations;

namespace Reels.Grains.Timelines;

/// <summary>What a reader's feed holds in memory; section <c>Timeline</c>.</summary>
public sealed class TimelineOptions
{
    public const string Section = "Timeline";

    /// <summary>Entries of a timeline held in memory, newest first. 400 are 20 pages of 20, in about 10 KB.</summary>
    [Range(1, 10_000)]
    public int HotEntries { get; set; } = 400;
}
