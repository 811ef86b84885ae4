using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using Reels.Grains.Hosting;
using Reels.Grains.Interfaces;
using Reels.Hosting;
using Reels.Silo.Stores.Embedded;

namespace Reels.Silo.Hosting;

/// <summary>Makes a host a node of the cluster.</summary>
public static class ReelsSilo
{
    private const string PrimaryPortRefused =
        "Silo:PrimaryPort must not be set: with the embedded stores each silo has data of its own, and two silos of "
        + "one cluster would serve different people and reels. Run one silo, and any number of API nodes.";

    /// <summary>
    /// Adds a silo that API nodes of this machine reach on the ports of <see cref="SiloOptions"/>.
    /// </summary>
    public static IHostApplicationBuilder AddReelsSilo(this IHostApplicationBuilder builder) =>
        builder.AddNode(ListenAsSet);

    /// <summary>
    /// Adds a silo for the API in its own process only: it has no gateway, and its port is a free one, so no other
    /// program can occupy it.
    /// </summary>
    public static IHostApplicationBuilder AddLoneSilo(this IHostApplicationBuilder builder) =>
        builder.AddNode(ListenAnywhere);

    private static IHostApplicationBuilder AddNode(this IHostApplicationBuilder builder,
        Action<EndpointOptions, SiloOptions> listen)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddValidatedOptions<SiloOptions>(SiloOptions.Section);
        builder.Services.AddOptions<SiloOptions>().Validate(set => set.PrimaryPort is null, PrimaryPortRefused);
        builder.Services.TryAddKeyedSingleton(Clock.Key, TimeProvider.System);
        builder.Services.AddGrainOptions().AddEmbeddedStores();
        return builder.UseOrleans(silo =>
        {
            silo.UseLocalCluster(listen);
            silo.AddReelsGrains();
            silo.AddDashboard();
            // Adds a filter to every call, so only if traces are exported.
            if (builder.Configuration.ExportsTelemetry())
                silo.AddActivityPropagation();
        });
    }

    private static void UseLocalCluster(this ISiloBuilder silo, Action<EndpointOptions, SiloOptions> listen)
    {
        silo.Configure<ClusterOptions>(
            cluster => (cluster.ClusterId, cluster.ServiceId) = (ClusterName.Value, ClusterName.Value));
        silo.UseDevelopmentClustering(
            membership => membership.Configure<IOptions<EndpointOptions>>((options, endpoint) =>
                options.PrimarySiloEndpoint = new(IPAddress.Loopback, endpoint.Value.SiloPort)));
        silo.Services.AddOptions<EndpointOptions>()
            .Configure<IOptions<SiloOptions>>((options, set) => listen(options, set.Value));
        silo.Services.AddOptions<SiloMessagingOptions>().Configure<IOptions<SiloOptions>>(
            (options, set) =>
                (options.ResponseTimeout, options.SystemResponseTimeout) = (set.Value.CallTimeout,
                    set.Value.CallTimeout));
        silo.Services.AddOptions<GrainCollectionOptions>()
            .Configure<IOptions<SiloOptions>>((options, set) => options.CollectionAge = set.Value.IdleAge);
    }

    private static void ListenAsSet(EndpointOptions endpoint, SiloOptions set) =>
        (endpoint.AdvertisedIPAddress, endpoint.SiloPort, endpoint.GatewayPort) = (IPAddress.Loopback, set.Port,
            set.GatewayPort);

    private static void ListenAnywhere(EndpointOptions endpoint, SiloOptions set)
    {
        (endpoint.AdvertisedIPAddress, endpoint.SiloPort, endpoint.GatewayPort) = (IPAddress.Loopback, set.Port, 0);
        // No process connects to the advertised port, so the system may choose the one that is bound.
        endpoint.SiloListeningEndpoint = new(IPAddress.Loopback, 0);
    }
}
