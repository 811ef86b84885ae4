using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Cassandra;

namespace Reels.Silo.Stores.Cassandra.Engine;

/// <summary>TLS to the hosts. The driver's own defaults are TLS 1.0, and names from the reverse lookup alone.</summary>
internal static class CassandraTls
{
    public static SSLOptions Options(IReadOnlyCollection<string> contactPoints) =>
        // The newest version that both sides have. Without a callback the system checks certificates, and a failure
        // says what is wrong with one.
        new SSLOptions(SslProtocols.None, checkCertificateRevocation: false, remoteCertValidationCallback: null)
            .SetHostNameResolver(address => NameOf(address, contactPoints));

    /// <summary>
    /// The name in a host's certificate: as the settings have it, or for a host that another one named, as the reverse
    /// lookup has it.
    /// </summary>
    internal static string NameOf(IPAddress address, IEnumerable<string> contactPoints)
    {
        ArgumentNullException.ThrowIfNull(address);
        return contactPoints.FirstOrDefault(point => Try(() => Dns.GetHostAddresses(point), []).Contains(address))
            ?? Try(() => Dns.GetHostEntry(address).HostName, address.ToString());
    }

    private static T Try<T>(Func<T> look, T otherwise)
    {
        try
        {
            return look();
        }
        catch (SocketException)
        {
            return otherwise;
        }
    }
}
