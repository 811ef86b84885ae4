namespace Reels.Grains.Caching;

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
