using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Hosting;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Grains.Interfaces;

namespace Reels.Api.Health;

/// <param name="Status"><c>live</c>, or <c>ready</c>.</param>
/// <param name="Stores">Each store, <c>up</c> or <c>down</c>; one being down makes nothing fail that doesn't need
/// it.</param>
internal sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, string> Stores);

/// <summary>Health for balancers and operators, on both ports.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/health").WithTags("Health").ServedOn(Ports.Both).DisableRateLimiting();
        health.MapGet("/live", () => TypedResults.Ok(new HealthAnswer("live", new Dictionary<string, string>())))
            .WithSummary("The process runs");
        health.MapGet("/ready", ReadyAsync).WithSummary("Requests are served");
    }

    private static async Task<Results<Ok<HealthAnswer>, Problem>> ReadyAsync(
        Shutdown shutdown, Revocations revocations, IEnumerable<IStoreHealth> sources,
        CancellationToken cancellationToken)
    {
        var stores = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            foreach (var (store, up) in await source.CheckAsync(cancellationToken))
                stores[store] = up ? "up" : "down";
        }

        // Without a silo hardly anything can be served; without a store, all that doesn't need it.
        var reason = shutdown.Leaving ? "This node is shutting down."
            : stores.ContainsKey(Engines.Silos) ? "No silo answers."
                : revocations.IsLoaded ? null : "What is revoked is not yet known.";
        return reason is null
            ? TypedResults.Ok(new HealthAnswer("ready", stores))
            : KnownProblems.StoreUnavailable with
            {
                Detail = reason,
                Extensions = new Dictionary<string, object?> { ["stores"] = stores }
            };
    }
}
