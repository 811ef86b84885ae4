using System.Threading.RateLimiting;
using Reels.Api.Problems;

namespace Reels.Api.RateLimits;

/// <summary>
/// What a request is counted against; by default <see cref="Reads"/> or <see cref="Writes"/>, as its method says.
/// </summary>
internal enum Budget
{
    Reads,
    Writes,
    Uploads,
    SignIns,
}

/// <summary>The counting of budgets: a bucket that holds a minute's worth and fills evenly.</summary>
internal static class Buckets
{
    private const int SecondsOfAMinute = 60;

    /// <param name="perMinute">0 sets no limit.</param>
    public static RateLimitPartition<TKey> For<TKey>(TKey key, int perMinute)
    {
        if (perMinute == 0)
            return RateLimitPartition.GetNoLimiter(key);
        var tokens = Math.Max(1, perMinute / SecondsOfAMinute);
        return RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) * tokens / perMinute,
        });
    }

    /// <summary>
    /// The problem of a request that came too early, with the whole seconds after which there is room for it.
    /// </summary>
    public static Problem Refusal(RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : TimeSpan.Zero;
        return KnownProblems.RateLimited with { RetryAfterSeconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) };
    }
}
