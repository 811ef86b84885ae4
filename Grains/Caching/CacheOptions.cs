using System.ComponentModel.DataAnnotations;

namespace Reels.Grains.Caching;

/// <summary>The per-silo caches of user summaries, reels, counts and newest comments; section <c>Cache</c>.</summary>
public sealed class CacheOptions
{
    public const string Section = "Cache";

    /// <summary>
    /// Time for which a loaded value is served, counted from the start of its load. 2 s is the greatest age of counts
    /// in lists by the contract. Zero keeps nothing: only concurrent callers share a load.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ParseLimitsInInvariantCulture = true,
        ConvertValueInInvariantCulture = true)]
    public TimeSpan Life { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Time for which reels, people and blocks are served as they were loaded, as long as this silo hears of every
    /// change of them. Otherwise they live as long as the others. A bound for changes that no one could announce, as
    /// when a silo dies at that moment.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ParseLimitsInInvariantCulture = true,
        ConvertValueInInvariantCulture = true)]
    public TimeSpan AnnouncedLife { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Most bytes of all caches of one silo together, estimated from their values. A cache that has used up its share
    /// drops its oldest values first.
    /// </summary>
    [Range(1L << 20, 1L << 40)]
    public long Bytes { get; set; } = 64L << 20;
}

/// <summary>The shares of a silo's caches in <see cref="CacheOptions.Bytes"/>, in percent; 100 in all.</summary>
internal static class CacheShare
{
    public const int Reels = 25;

    /// <summary>Likes and comments of reels.</summary>
    public const int Activities = 22;
    public const int Summaries = 10;

    /// <summary>Numbers of likes that were asked for alone.</summary>
    public const int Likes = 3;
    public const int Liked = 10;
    public const int Followed = 10;

    /// <summary>People who are hidden from a viewer by a block.</summary>
    public const int Hidden = 10;

    /// <summary>The newest reels of pulled authors.</summary>
    public const int PulledAuthors = 10;

    /// <summary>A share in bytes.</summary>
    public static long Of(this CacheOptions options, int percent)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Bytes / 100 * percent;
    }
}

/// <summary>Bytes of cached values on a 64-bit heap; estimates that err on the high side.</summary>
internal static class CacheSize
{
    /// <summary>
    /// One entry without the objects of its key and value: dictionary node, entry, place in the queue.
    /// </summary>
    public const int Entry = 160;

    /// <summary>An object's header, method table and a few references and numbers.</summary>
    public const int Object = 64;

    /// <summary>A string; 0 for null.</summary>
    public static int Of(string? text) => text is null ? 0 : 24 + (2 * text.Length);
}
