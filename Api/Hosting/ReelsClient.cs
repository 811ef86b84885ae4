using Orleans.Dashboard;
using Reels.Grains.Interfaces;

namespace Reels.Api.Hosting;

/// <summary>The connection to the grains of a process that holds no silo.</summary>
public static class ReelsClient
{
    /// <summary>Time between attempts to find a silo while the cluster is starting.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    public static WebApplicationBuilder AddReelsClient(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var gatewayPort = builder.Configuration.GetValue("Silo:GatewayPort", defaultValue: 30_000);
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(gatewayPort, ClusterName.Value, ClusterName.Value).UseConnectionRetryFilter(async (_, cancellationToken) =>
            {
                await Task.Delay(RetryInterval, cancellationToken);
                return true;
            });
            client.AddDashboard();
            // Costs every call a filter, so only where somebody looks.
            if (builder.ExportsTelemetry())
                client.AddActivityPropagation();
        });
        return builder;
    }
}
