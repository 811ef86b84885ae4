using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Clustering.Redis;
using Orleans.Configuration;
using Reels.Hosting.Resilience;
using StackExchange.Redis;

namespace Reels.Hosting;

/// <summary>
/// How silos and API nodes find each other: by a list of silos in Redis. <c>docs/adr/0044-membership.md</c> has the
/// reasons for the numbers.
/// </summary>
public static class Membership
{
    /// <summary>
    /// How often a silo notes in the list that it is alive. Three missed notes, and nobody waits for its answer when it
    /// joins: silos that were killed together leave such rows.
    /// </summary>
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(5);

    /// <summary>How often a silo reads the list, though others tell it of changes.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often an API node reads the list. Until then it sends calls to a silo that hangs and was declared dead.
    /// </summary>
    private static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(1);

    /// <summary>Adds the cluster's name, and TLS between its nodes if it is set.</summary>
    public static IServiceCollection AddMembershipOptions(this IServiceCollection services)
    {
        services.AddValidatedOptions<MembershipOptions>(MembershipOptions.Section);
        services.AddOptions<ClusterOptions>().Configure<IOptions<MembershipOptions>>((cluster, set) =>
            (cluster.ClusterId, cluster.ServiceId) = (set.Value.Id, set.Value.ServiceId));
        services.AddSingleton<ClusterTls>();
        services.AddOptions<SiloConnectionOptions>().Configure<ClusterTls>((connections, tls) =>
        {
            connections.ConfigureSiloInboundConnection(tls.Accept);
            connections.ConfigureGatewayInboundConnection(tls.Accept);
            connections.ConfigureSiloOutboundConnection(tls.Connect);
        });
        services.AddOptions<ClientConnectionOptions>().Configure<ClusterTls>(
            (connections, tls) => connections.ConfigureConnection(tls.Connect));
        return services;
    }

    /// <summary>Makes a silo a member. Call <see cref="AddMembershipOptions"/> too.</summary>
    public static ISiloBuilder UseRedisMembership(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.UseRedisClustering(_ => { });
        silo.Services.Connect();
        silo.Services.AddOptions<ClusterMembershipOptions>().Configure<IOptions<MembershipOptions>>(
            (membership, set) =>
            {
                membership.ProbeTimeout = set.Value.ProbeTimeout;
                membership.IAmAliveTablePublishTimeout = SignOfLife;
                membership.TableRefreshTimeout = Refresh;
            });
        return silo;
    }

    /// <summary>Lets an API node find the silos. Call <see cref="AddMembershipOptions"/> too.</summary>
    public static IClientBuilder UseRedisMembership(this IClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.UseRedisClustering(_ => { });
        client.Services.Connect();
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = GatewayRefresh);
        return client;
    }

    /// <returns>Why the list of silos can't be used; null for another failure.</returns>
    internal static string? Explain(Exception failure) => failure is RedisException
        ? "The Redis of Cluster:Redis, which lists the silos, can't be used: "
            + (TlsFailure.Find(failure) ?? failure.GetBaseException().Message)
        : null;

    private static void Connect(this IServiceCollection services) =>
        services.AddOptions<RedisClusteringOptions>().Configure<IOptions<MembershipOptions>>(
            (redis, set) => redis.ConfigurationOptions = Configuration(set.Value));

    private static ConfigurationOptions Configuration(MembershipOptions set)
    {
        var configuration = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            ClientName = "reels-membership",
            Password = set.ReadPassword(),
            ReconnectRetryPolicy = new LinearRetry(200),
            Ssl = set.RedisTls,
            User = set.RedisUser,
        };
        foreach (var endpoint in HostList.Split(set.Redis))
        {
            configuration.EndPoints.Add(endpoint);
        }

        return configuration;
    }
}
