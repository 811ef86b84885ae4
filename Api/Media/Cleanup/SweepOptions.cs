using System.ComponentModel.DataAnnotations;

namespace Reels.Api.Media.Cleanup;

/// <summary>How uploads that nobody used leave the store; bound to <c>Media:Sweep</c>.</summary>
internal sealed class SweepOptions
{
    public const string Section = "Media:Sweep";

    /// <summary>Time between two sweeps of an API node.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Age at which an upload goes if nothing refers to it. Posting takes uploads of up to 24 h, by the clock of a
    /// silo; the hour beyond is for clocks that are apart, and for a post that was under way as its upload came of age:
    /// it has its reference, or was refused, long before the sweep asks.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:15:00", "30.00:00:00")]
    public TimeSpan UploadsAfter { get; set; } = TimeSpan.FromHours(25);

    /// <summary>
    /// Age at which it is forgotten which upload an idempotency key stands for; at least 24 h are promised.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:15:00", "30.00:00:00")]
    public TimeSpan RequestsAfter { get; set; } = TimeSpan.FromHours(48);

    /// <summary>Uploads that are asked about at once.</summary>
    [Range(1, 1000)]
    public int Batch { get; set; } = 500;
}
