namespace Reels.Grains.Media;

/// <summary>Lifetime of uploads that nothing refers to.</summary>
internal static class MediaLifetime
{
    /// <summary>
    /// 24 h: the time in which an upload must be used first. After it the bytes may be erased, and nothing can refer to
    /// the upload any more.
    /// </summary>
    public static readonly TimeSpan Unused = TimeSpan.FromHours(24);
}
