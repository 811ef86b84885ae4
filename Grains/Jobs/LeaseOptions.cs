using System.ComponentModel.DataAnnotations;

namespace Reels.Grains.Jobs;

/// <summary>Who may work on unfinished work, and when recovery takes it over; section <c>FanOut</c>.</summary>
public sealed class LeaseOptions
{
    public const string Section = "FanOut";

    /// <summary>Time between two looks of a silo for unfinished work of its share.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan RecoveryInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Time that unfinished work belongs to the worker that touched it last, before recovery takes it over. Longer than
    /// the longest step (2 s).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);
}
