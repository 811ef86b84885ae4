using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Reels.Api.Cluster;

internal static class ClusterServices
{
    /// <summary>Adds the connection; a second call changes nothing.</summary>
    public static void AddClusterConnection(this IServiceCollection services, bool separate) =>
        services.TryAddSingleton(
            provider => ActivatorUtilities.CreateInstance<ClusterConnection>(provider, separate));
}
