using System.ComponentModel.DataAnnotations;

namespace Reels.Grains.FanOut;

/// <summary>How reels come into feeds; section <c>FanOut</c>.</summary>
public sealed class FanOutOptions
{
    public const string Section = "FanOut";

    /// <summary>Followers above which no rows are written for an author: readers merge the author's own list instead.</summary>
    [Range(1, int.MaxValue)]
    public int PushLimit { get; set; } = 10_000;

    /// <summary>How often each silo looks for unfinished work of its share.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan RecoveryInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long unfinished work belongs to who last touched it, before recovery takes it up. Longer than the longest step (2 s).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);
}
