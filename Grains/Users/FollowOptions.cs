using System.ComponentModel.DataAnnotations;

namespace Reels.Grains.Users;

/// <summary>How many people one person may follow; section <c>Timeline</c>.</summary>
public sealed class FollowOptions
{
    public const string Section = "Timeline";

    /// <summary>Followees of one person. A timeline holds all of them, at 48 bytes each at most.</summary>
    [Range(1, 60_000)]
    public int MaxFollowees { get; set; } = 7_500;
}
