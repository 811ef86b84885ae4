using System.ComponentModel.DataAnnotations;

namespace Reels.Grains.Users;

/// <summary>Limits of follows; section <c>Timeline</c>.</summary>
public sealed class FollowOptions
{
    public const string Section = "Timeline";

    /// <summary>Most followees of one user. A timeline keeps all of them in memory, at up to 48 bytes each.</summary>
    [Range(1, 60_000)]
    public int MaxFollowees { get; set; } = 7_500;
}
