namespace Reels.Grains.Caching;

/// <summary>What cached values cost in bytes on a 64-bit heap; estimates that err on the high side.</summary>
internal static class CacheSize
{
    /// <summary>
    /// One entry without its key's and value's own objects: dictionary node, entry, place in the queue.
    /// </summary>
    public const int Entry = 160;

    /// <summary>An object's header, method table and a few references and numbers.</summary>
    public const int Object = 64;

    /// <summary>A string, or nothing.</summary>
    public static int Of(string? text) => text is null ? 0 : 24 + (2 * text.Length);
}
