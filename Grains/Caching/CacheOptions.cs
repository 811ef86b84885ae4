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
