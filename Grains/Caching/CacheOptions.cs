using System.ComponentModel.DataAnnotations;

namespace Reels.Grains.Caching;

/// <summary>The per-silo caches that fill lists with cards, counts and newest comments; section <c>Cache</c>.</summary>
public sealed class CacheOptions
{
    public const string Section = "Cache";

    /// <summary>
    /// How long a loaded value is served without asking its store again: 2 s is how old the contract lets counts in
    /// lists be. Counted from the start of the load. Zero keeps nothing: only callers of the same moment share a load.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ParseLimitsInInvariantCulture = true,
        ConvertValueInInvariantCulture = true)]
    public TimeSpan Life { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Bytes that all caches of one silo may hold together, as estimated from their values. When a cache has used up
    /// its share, its oldest values go first.
    /// </summary>
    [Range(1L << 20, 1L << 40)]
    public long Bytes { get; set; } = 64L << 20;
}

/// <summary>
/// How <see cref="CacheOptions.Bytes"/> is divided among the caches of a silo, in percent; 100 in all.
/// </summary>
internal static class CacheShare
{
    public const int Reels = 25;
    public const int Comments = 20;
    public const int Summaries = 10;
    public const int Likes = 5;
    public const int Liked = 10;
    public const int Followed = 10;

    /// <summary>Who is hidden from whom by a block.</summary>
    public const int Hidden = 10;

    /// <summary>The newest reels of merged authors.</summary>
    public const int PulledAuthors = 10;

    /// <summary>The bytes of a share.</summary>
    public static long Of(this CacheOptions options, int percent)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Bytes / 100 * percent;
    }
}

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
