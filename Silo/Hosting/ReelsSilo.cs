using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using Reels.Grains.Hosting;
using Reels.Grains.Interfaces;
using Reels.Hosting;
using Reels.Silo.Stores;

namespace Reels.Silo.Hosting;

/// <summary>Makes a host a node of the cluster.</summary>
public static class ReelsSilo
{
    private const string PrimaryPortRefused =
        "Silo:PrimaryPort must not be set: with the embedded stores each silo has data of its own, and two silos of "
        + "one cluster would serve different people and reels. Run one silo, and any number of API nodes.";

    /// <summary>
    /// Adds a silo that API nodes reach on the ports of <see cref="SiloOptions"/>. With the five databases it joins the
    /// silos that are listed in Redis; with the embedded stores it is the only one.
    /// </summary>
    public static IHostApplicationBuilder AddReelsSilo(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddNode(ListenAsSet, joins: builder.Configuration.HasRealStores());
    }

    /// <summary>
    /// Adds a silo for the API in its own process only: it has no gateway, and its port is a free one, so no other
    /// program can occupy it.
    /// </summary>
    public static IHostApplicationBuilder AddLoneSilo(this IHostApplicationBuilder builder) =>
        builder.AddNode(ListenAnywhere, joins: false);

    private static IHostApplicationBuilder AddNode(this IHostApplicationBuilder builder,
        Action<EndpointOptions, SiloOptions> listen, bool joins)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddValidatedOptions<SiloOptions>(SiloOptions.Section);
        builder.Services.AddOptions<SiloOptions>().Validate(set => set.PrimaryPort is null, PrimaryPortRefused);
        builder.Services.TryAddKeyedSingleton(Clock.Key, TimeProvider.System);
        builder.Services.AddGrainOptions().AddStores(builder.Configuration);
        return builder.UseOrleans(silo =>
        {
            silo.Services.AddMembershipOptions();
            if (joins)
                silo.UseListOfSilos();
            else
                silo.UseLocalMembership();
            silo.ConfigureNode(listen);
            silo.AddReelsGrains();
            silo.UseReminders();
            silo.AddHousekeeping();
            silo.AddDashboard();
            // Adds a filter to every call, so only if traces are exported.
            if (builder.Configuration.ExportsTelemetry())
                silo.AddActivityPropagation();
        });
    }

    private static void UseListOfSilos(this ISiloBuilder silo)
    {
        silo.UseRedisMembership();
        silo.Services.TryAddSingleton<ProcessEnd>();
        silo.Services.TryAddSingleton<SiloEnds>();
        silo.Services.AddSingleton<IFatalErrorHandler>(services => services.GetRequiredService<SiloEnds>());
        silo.Services.AddHostedService<SiloListWatch>();
        silo.Services.AddHostedService<MembershipLog>();
    }

    private static void UseLocalMembership(this ISiloBuilder silo) => silo.UseDevelopmentClustering(
        membership => membership.Configure<IOptions<EndpointOptions>>((options, endpoint) =>
            options.PrimarySiloEndpoint = new(IPAddress.Loopback, endpoint.Value.SiloPort)));

    private static void ConfigureNode(this ISiloBuilder silo, Action<EndpointOptions, SiloOptions> listen)
    {
        silo.Services.AddOptions<EndpointOptions>()
            .Configure<IOptions<SiloOptions>>((options, set) => listen(options, set.Value));
        silo.Services.AddOptions<SiloMessagingOptions>().Configure<IOptions<SiloOptions>>(
            (options, set) =>
                (options.ResponseTimeout, options.SystemResponseTimeout) = (set.Value.CallTimeout,
                    set.Value.CallTimeout));
        silo.Services.AddOptions<GrainCollectionOptions>()
            .Configure<IOptions<SiloOptions>>((options, set) => options.CollectionAge = set.Value.IdleAge);
    }

    /// <summary>In memory, unless the chosen stores keep reminders.</summary>
    private static void UseReminders(this ISiloBuilder silo)
    {
        if (silo.Services.All(service => service.ServiceType != typeof(IReminderTable)))
            silo.UseInMemoryReminderService();
    }

    private static void ListenAsSet(EndpointOptions endpoint, SiloOptions set) =>
        (endpoint.AdvertisedIPAddress, endpoint.SiloPort, endpoint.GatewayPort) = (set.ResolveAddress(), set.Port,
            set.GatewayPort);

    private static void ListenAnywhere(EndpointOptions endpoint, SiloOptions set)
    {
        (endpoint.AdvertisedIPAddress, endpoint.SiloPort, endpoint.GatewayPort) = (IPAddress.Loopback, set.Port, 0);
        // No process connects to the advertised port, so the system may choose the one that is bound.
        endpoint.SiloListeningEndpoint = new(IPAddress.Loopback, 0);
    }
}
