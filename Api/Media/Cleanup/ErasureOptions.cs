using System.ComponentModel.DataAnnotations;

namespace Reels.Api.Media.Cleanup;

/// <summary>How erased media leaves the store; bound to <c>Media:Erasure</c>.</summary>
internal sealed class ErasureOptions
{
    public const string Section = "Media:Erasure";

    /// <summary>
    /// Time between two looks for keys that are to be erased. Most are erased by the delete itself; this catches up on
    /// the rest.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Keys asked for at once.</summary>
    [Range(1, 1000)]
    public int Batch { get; set; } = 100;

    /// <summary>How long an answer to a delete waits for the bytes to go.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:03")]
    public TimeSpan DeleteWaits { get; set; } = TimeSpan.FromMilliseconds(500);
}
