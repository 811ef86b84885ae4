using System.ComponentModel.DataAnnotations;

namespace Reels.Standalone.Demo;

/// <summary>Whether and how big a world is put into the store at start; section <c>Demo</c>.</summary>
internal sealed class DemoOptions
{
    public const string Section = "Demo";

    /// <summary>Set by <c>--demo</c>.</summary>
    public bool Run { get; set; }

    /// <summary>
    /// How many people the world has; everything else is in proportion. All of them by default; tests take fewer.
    /// </summary>
    [Range(2, DemoWorld.MaxPeople)]
    public int People { get; set; } = DemoWorld.MaxPeople;

    /// <summary>
    /// Requests under way at once: enough to share the store's commits, few enough to leave the server room for others.
    /// </summary>
    [Range(1, 64)]
    public int Concurrency { get; set; } = 8;
}
