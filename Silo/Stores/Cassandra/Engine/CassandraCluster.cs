using Cassandra;
using Reels.Hosting;
using Reels.Silo.Stores.Settings;

namespace Reels.Silo.Stores.Cassandra.Engine;

/// <summary>The driver, set so that it gives up no later than our callers, and finds hosts that are back.</summary>
internal static class CassandraCluster
{
    /// <summary>The driver's own default waits up to 10 minutes before it looks for a host again.</summary>
    private const int ReconnectMs = 500;

    /// <summary>Below the 5 s that the driver waits by default; a new connection is made in milliseconds.</summary>
    private const int ConnectMs = 2_000;

    public static Cluster Build(CassandraOptions options)
    {
        var contactPoints = HostList.Split(options.ContactPoints);
        var builder = Cluster.Builder()
            .AddContactPoints(contactPoints)
            .WithPort(options.Port)
            .WithReconnectionPolicy(new ConstantReconnectionPolicy(ReconnectMs))
            .WithSocketOptions(new SocketOptions()
                .SetConnectTimeoutMillis(ConnectMs)
                .SetReadTimeoutMillis((int)options.CallLimit.TotalMilliseconds))
            .WithPoolingOptions(PoolingOptions.Create()
                .SetCoreConnectionsPerHost(HostDistance.Local, options.ConnectionsPerHost)
                .SetMaxConnectionsPerHost(HostDistance.Local, options.ConnectionsPerHost))
            .WithQueryOptions(new QueryOptions()
                .SetConsistencyLevel(ConsistencyLevel.LocalQuorum)
                .SetSerialConsistencyLevel(ConsistencyLevel.LocalSerial));
        if (options.Datacenter is { Length: > 0 } datacenter)
        {
            builder.WithLoadBalancingPolicy(
                new TokenAwarePolicy(new DCAwareRoundRobinPolicy(datacenter)));
        }

        if (options.User is { Length: > 0 } user)
            builder.WithCredentials(user, options.ReadPassword());
        if (options.Tls)
            builder.WithSSL(CassandraTls.Options(contactPoints));
        return builder.Build();
    }
}
