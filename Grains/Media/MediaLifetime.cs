namespace Reels.Grains.Media;

/// <summary>How long uploads last without anything that refers to them.</summary>
internal static class MediaLifetime
{
    /// <summary>
    /// 24 h: how long an upload waits for its first use. After that its bytes may be gone, and nothing can refer to it
    /// any more.
    /// </summary>
    public static readonly TimeSpan Unused = TimeSpan.FromHours(24);
}
