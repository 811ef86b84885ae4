using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Reels.Api.Problems;

namespace Reels.Api.RateLimits;

/// <summary>
/// Slows guesses at one name's password, from however many addresses they come. The name is in the body, so handlers
/// ask this and not the middleware. An unknown name is counted as a known one is.
/// </summary>
internal sealed class NameLimiter(IOptions<RateLimitOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter =
        PartitionedRateLimiter.Create<string, string>(account => Buckets.For(account, options.Value.SignInsPerName),
            StringComparer.Ordinal);

    /// <summary>Counts an attempt; the problem where it came too early.</summary>
    /// <param name="account">The name as accounts are looked up by it.</param>
    public Problem? Refusal(string account)
    {
        using var lease = _limiter.AttemptAcquire(account);
        return lease.IsAcquired ? null : Buckets.Refusal(lease);
    }

    public void Dispose() => _limiter.Dispose();
}
