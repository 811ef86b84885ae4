using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using Reels.Api.Cluster;
using Reels.Hosting;

namespace Reels.Api;

/// <summary>The connection to the grains, for a process without a silo.</summary>
public static class ReelsClient
{
    /// <summary>Adds the client. Must precede <see cref="ReelsApi.AddReelsApi"/>.</summary>
    public static WebApplicationBuilder AddReelsClient(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddQuietClientLogs();
        builder.Services.AddValidatedOptions<SiloCallOptions>(SiloCallOptions.Section);
        builder.Services.AddClusterConnection(separate: true);
        builder.Services.AddSingleton<ClusterSearch>();
        var isListed = builder.Configuration.HasRealStores();
        var gatewayPort = builder.Configuration.GetValue("Silo:GatewayPort", defaultValue: 30_000);
        builder.UseOrleansClient(client =>
        {
            if (isListed)
                client.UseRedisMembership().AddOutgoingGrainCallFilter<RefusedCalls>();
            else
                client.UseLocalhostClustering(gatewayPort);
            client.Services.AddMembershipOptions();
            client.Services.AddSingleton<IClientConnectionRetryFilter>(
                services => services.GetRequiredService<ClusterSearch>());
            client.Services.AddOptions<ClientMessagingOptions>().Configure<IOptions<SiloCallOptions>>(
                (messaging, set) => messaging.ResponseTimeout = set.Value.CallTimeout);
            client.AddDashboard();
            // Adds a filter to every call, so only if traces are exported.
            if (builder.Configuration.ExportsTelemetry())
                client.AddActivityPropagation();
        });
        builder.Services.StartInBackground();
        return builder;
    }

    /// <summary>Replaces the start that Orleans registers for its client, which would wait for a silo.</summary>
    private static void StartInBackground(this IServiceCollection services)
    {
        var start = services.Single(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationFactory?.Method.Module.Assembly == typeof(ClientMessagingOptions).Assembly);
        services.Remove(start);
        services.AddHostedService(provider => provider.GetRequiredService<ClusterSearch>());
    }
}
