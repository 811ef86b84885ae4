using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Reels.Api.Problems;

namespace Reels.Api.RateLimits;

/// <summary>
/// Limits password guesses for one username, from any number of addresses. The username is in the body, so the handlers
/// call this instead of the middleware. Unknown usernames are counted like known ones.
/// </summary>
internal sealed class NameLimiter(IOptions<RateLimitOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter =
        PartitionedRateLimiter.Create<string, string>(account => Buckets.For(account, options.Value.SignInsPerName),
            StringComparer.Ordinal);

    /// <summary>Counts an attempt; returns a problem where the budget is used up.</summary>
    /// <param name="account">The key of the account grain.</param>
    public Problem? Refusal(string account)
    {
        using var lease = _limiter.AttemptAcquire(account);
        return lease.IsAcquired ? null : Buckets.Refusal(lease);
    }

    public void Dispose() => _limiter.Dispose();
}
