using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Reels.Api.Auth;
using Reels.Api.Cluster;
using Reels.Api.Hosting;
using Reels.Api.Http;
using Reels.Api.Problems;
using Reels.Grains.Interfaces;
using Reels.Grains.Interfaces.Health;

namespace Reels.Api.Health;

/// <summary>Health for load balancers and operators, on both ports.</summary>
internal static class HealthEndpoints
{
    public static IServiceCollection AddHealth(this IServiceCollection services) =>
        services.AddSingleton<IStoreHealth, SiloStoreHealth>();

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/health").WithTags("Health").ServedOn(Ports.Both)
            .ServedWithoutCluster().DisableRateLimiting();
        health.MapGet("/live",
                () => TypedResults.Ok(new HealthAnswer(HealthAnswer.Live, new Dictionary<string, string>())))
            .WithName("getLiveness").WithSummary("Check that the process is running");
        health.MapGet("/ready", ReadyAsync).WithName("getReadiness").WithSummary("Check that requests can be served")
            .Answers(KnownProblems.ClusterUnavailable);
    }

    private static async Task<Results<Ok<HealthAnswer>, Problem>> ReadyAsync(
        Shutdown shutdown, Revocations revocations, ClusterConnection cluster, IEnumerable<IStoreHealth> sources,
        CancellationToken cancellationToken)
    {
        var stores = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            foreach (var (store, up) in await source.CheckAsync(cancellationToken))
                stores[store] = up ? "up" : "down";
        }

        // Without a silo almost nothing can be served. Without a store, everything that does not need it is served.
        var problem = shutdown.IsStopping ? Unready("This node is shutting down.")
            : stores.ContainsKey(Engines.Silos) ? KnownProblems.ClusterUnavailable with { Detail = "No silo answers." }
                : revocations.IsReady && cluster.IsServing ? null
                    : Unready("The revocations have not been read yet.");
        if (problem is null)
            return TypedResults.Ok(new HealthAnswer(HealthAnswer.Ready, stores));
        return problem with { Extensions = new Dictionary<string, object?> { ["stores"] = stores } };
    }

    private static Problem Unready(string reason) => KnownProblems.StoreUnavailable with { Detail = reason };
}

/// <summary>The health of this node and its stores.</summary>
/// <param name="Status"><c>live</c> or <c>ready</c>.</param>
/// <param name="Stores">Each store: <c>up</c> or <c>down</c>. A node may be ready while a store is down.</param>
internal sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, string> Stores)
{
    public const string Live = "live";
    public const string Ready = "ready";

    public static IReadOnlyList<string> Statuses { get; } = [Live, Ready];
}

/// <summary>The health of the silos' stores. Where no silo answers, the silos themselves are down.</summary>
internal sealed class SiloStoreHealth(IGrainFactory grains, ClusterConnection cluster) : IStoreHealth
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly ImmutableSortedDictionary<string, bool> NoSilo =
        ImmutableSortedDictionary<string, bool>.Empty.Add(Engines.Silos, false);

    public async ValueTask<ImmutableSortedDictionary<string, bool>> CheckAsync(CancellationToken cancellationToken)
    {
        if (!cluster.IsConnected)
            return NoSilo;
        try
        {
            var stores = await grains.GetGrain<IStoresGrain>(0).Check().WaitAsync(Limit, cancellationToken);
            return stores.ToImmutableSortedDictionary(store => store.Store, store => store.Up);
        }
#pragma warning disable CA1031 // Any failure means that no silo answers.
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return NoSilo;
        }
    }
}
