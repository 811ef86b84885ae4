using Reels.Grains.Interfaces;
using Reels.Tests.Processes;

namespace Reels.Tests.Real.Tls;

/// <summary>The five servers of this machine, each behind TLS.</summary>
internal sealed class TlsServers : IAsyncDisposable
{
    private readonly Dictionary<string, TlsProxy> _proxies;

    public TlsServers(CertificateAuthority authority) => _proxies = Servers.Ports.ToDictionary(
        server => server.Key, server => new TlsProxy(server.Value, authority.Certificate));

    /// <summary>
    /// The settings that name them, some by name and some by address, as certificates have both.
    /// </summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["Redis:Endpoints"] = $"localhost:{PortOf(Engines.Redis)}",
        ["Redis:Tls"] = "true",
        ["MongoDB:ConnectionString"] = $"mongodb://{Servers.Host}:{PortOf(Engines.MongoDb)}",
        ["MongoDB:Tls"] = "true",
        ["Cassandra:ContactPoints"] = Servers.Host,
        ["Cassandra:Port"] = $"{PortOf(Engines.Cassandra)}",
        ["Cassandra:Tls"] = "true",
        ["Neo4j:Uri"] = $"bolt+s://{Servers.Host}:{PortOf(Engines.Neo4j)}",
        ["S3:Endpoint"] = $"https://localhost:{PortOf(Engines.S3)}",
    };

    /// <summary>The settings that name the Redis of the membership.</summary>
    public Dictionary<string, string?> Membership => new()
    {
        ["Cluster:Redis"] = $"{Servers.Host}:{PortOf(Engines.Redis)}",
        ["Cluster:RedisTls"] = "true",
    };

    /// <summary>Connections to an engine over which the product has sent something.</summary>
    public int UsedOf(string engine) => _proxies[engine].Used;

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies.Values)
            await proxy.DisposeAsync();
    }

    private int PortOf(string engine) => _proxies[engine].Port;
}
