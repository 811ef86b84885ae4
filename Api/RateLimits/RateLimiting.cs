using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Reels.Api.Auth;
using Reels.Hosting;

namespace Reels.Api.RateLimits;

/// <summary>
/// Refuses requests over their budget before their body is read. Every endpoint is counted but those that say
/// <c>DisableRateLimiting</c>; who acts is known by their token, else by their address.
/// </summary>
internal static class RateLimiting
{
    /// <summary>
    /// Bytes of an IPv6 address that one household or host has for itself; the rest it may choose anew for each
    /// request.
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
        // What is nobody's address is answered 404 without any work.
        if (context.GetEndpoint() is not { } endpoint)
            return RateLimitPartition.GetNoLimiter<(Budget, string)>(default);
        var budget = endpoint.Metadata.GetMetadata<BudgetMetadata>()?.Budget
            ?? (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? Budget.Reads
            : Budget.Writes);
        return Buckets.For((budget, Who(context)), budget switch
        {
            Budget.SignIns => budgets.SignInsPerAddress,
            Budget.Uploads => budgets.Uploads,
            Budget.Writes => budgets.Writes,
            _ => budgets.Reads,
        });
    }

    /// <summary>A user's id, or an address: neither can look like the other.</summary>
    private static string Who(HttpContext context) =>
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
