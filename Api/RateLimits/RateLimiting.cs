using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Reels.Api.Auth;
using Reels.Api.Problems;
using Reels.Hosting;

namespace Reels.Api.RateLimits;

/// <summary>
/// Refuses requests over their budget before their body is read. Requests are counted per user with a token, otherwise
/// per address. Endpoints with <c>DisableRateLimiting</c> are not counted.
/// </summary>
internal static class RateLimiting
{
    /// <summary>
    /// Bytes of an IPv6 address that identify a household or host. It may choose the rest again for each request, so
    /// the rest is ignored.
    /// </summary>
    private const int NetworkBytes = 8;

    public static IServiceCollection AddRateLimits(this IServiceCollection services)
    {
        services.AddValidatedOptions<RateLimitOptions>(RateLimitOptions.Section);
        services.AddRateLimiter(
            limiter => limiter.OnRejected = (rejected, _) =>
                new(Buckets.Refusal(rejected.Lease).ExecuteAsync(rejected.HttpContext)));
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitOptions>>((limiter, budgets) =>
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, (Budget, string)>(
                context => Partition(context, budgets.Value)));
        return services.AddSingleton<NameLimiter>();
    }

    /// <summary>Counts an endpoint against this budget.</summary>
    internal static T CountedAs<T>(this T endpoint, Budget budget)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new BudgetMetadata(budget));

    private static RateLimitPartition<(Budget, string)> Partition(HttpContext context, RateLimitOptions budgets)
    {
        // A path without an endpoint is answered 404, which costs nothing.
        if (context.GetEndpoint() is not { } endpoint)
            return RateLimitPartition.GetNoLimiter<(Budget, string)>(default);
        var budget = endpoint.Metadata.GetMetadata<BudgetMetadata>()?.Budget
            ?? (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? Budget.Reads
            : Budget.Writes);
        return Buckets.For((budget, SubjectOf(context)), budget switch
        {
            Budget.SignIns => budgets.SignInsPerAddress,
            Budget.Uploads => budgets.Uploads,
            Budget.Writes => budgets.Writes,
            _ => budgets.Reads,
        });
    }

    /// <summary>The user or the address to count for. The prefixes keep the two apart.</summary>
    private static string SubjectOf(HttpContext context) =>
        context.User.FindFirst(claim => claim.Type is JwtRegisteredClaimNames.Sub or Newcomer.ClaimType)?.Value
            is { } user ? "user " + user : "address " + Address(context.Connection.RemoteIpAddress);

    private static string Address(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } =>
            Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes)),
        _ => address.ToString(),
    };

    private sealed record BudgetMetadata(Budget Budget);
}

/// <summary>
/// The budget that a request is counted against: <see cref="Reads"/> or <see cref="Writes"/> by its method, unless its
/// endpoint says otherwise.
/// </summary>
internal enum Budget
{
    Reads,
    Writes,
    Uploads,
    SignIns,
}

/// <summary>Token buckets: each has room for one minute's requests and refills evenly.</summary>
internal static class Buckets
{
    private const int SecondsOfAMinute = 60;

    /// <param name="key">The subject to count for.</param>
    /// <param name="perMinute">Requests per minute; 0 means no limit.</param>
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
    /// The problem of a refused request, with the whole seconds until the bucket has room again.
    /// </summary>
    public static Problem Refusal(RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : TimeSpan.Zero;
        return KnownProblems.RateLimited with { RetryAfterSeconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) };
    }
}
