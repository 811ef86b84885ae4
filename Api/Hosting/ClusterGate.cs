using Reels.Api.Cluster;
using Reels.Api.Problems;

namespace Reels.Api.Hosting;

/// <summary>Marks an endpoint that is served before the first silo has answered.</summary>
internal sealed record WithoutClusterMetadata;

/// <summary>Refuses requests until the cluster was reached for the first time.</summary>
internal static class ClusterGate
{
    public static T ServedWithoutCluster<T>(this T endpoint)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new WithoutClusterMetadata());

    /// <summary>
    /// Adds the gate. It comes after routing, so that an unknown address stays 404 and a wrong method 405, and before
    /// authentication, which needs the revocations.
    /// </summary>
    public static void UseClusterGate(this IApplicationBuilder app)
    {
        var cluster = app.ApplicationServices.GetRequiredService<ClusterConnection>();
        app.Use((context, next) => cluster.IsServing || IsOpen(context.GetEndpoint()) ? next(context)
            : KnownProblems.ClusterUnavailable.ExecuteAsync(context));
    }

    private static bool IsOpen(Endpoint? endpoint) => endpoint is not RouteEndpoint
        || endpoint.Metadata.GetMetadata<WithoutClusterMetadata>() is not null;
}
