using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;

namespace Reels.Silo.Hosting;

/// <summary>Ports and time limits of a cluster node; section <c>Silo</c>.</summary>
internal sealed class SiloOptions : IValidatableObject
{
    public const string Section = "Silo";

    /// <summary>The variable in which Kubernetes gives a program its address.</summary>
    private const string PodAddress = "POD_IP";

    /// <summary>
    /// Address at which the other silos and the API nodes reach this one: an IP address, or a host name, which is
    /// resolved at the start. Default: the variable <c>POD_IP</c>, or else the loopback address. Embedded stores have
    /// one silo and keep it on loopback. Silos trust each other: let nothing else reach this address.
    /// </summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>Port on which the other silos reach this one.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 11_111;

    /// <summary>Port on which API nodes reach the cluster through this silo.</summary>
    [Range(1, 65_535)]
    public int GatewayPort { get; set; } = 30_000;

    /// <summary>
    /// <see cref="Port"/> of another silo to join. Refused with the embedded stores: a data folder belongs to one silo,
    /// so a second silo would serve other data in the same cluster.
    /// </summary>
    [Range(1, 65_535)]
    public int? PrimaryPort { get; set; }

    /// <summary>
    /// Time limit of a grain call, waiting for the grain's turn included. Longer than the 2 s that a grain gives its
    /// stores, so that a caller gets the store's failure and not a timeout; well below the 30 s after which clients and
    /// proxies give up.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Time that a grain stays in memory after its last call. Types with an age of their own ignore it: timelines (15
    /// minutes), and all others that belong to a person or a reel.
    /// </summary>
    [Range(typeof(TimeSpan), "00:02:00", "1.00:00:00")]
    public TimeSpan IdleAge { get; set; } = TimeSpan.FromMinutes(15);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Find() is null)
        {
            yield return new(
                $"{Section}:{nameof(AdvertisedAddress)} must be an IP address, or the name of a host that has one.",
                [nameof(AdvertisedAddress)]);
        }
    }

    internal IPAddress ResolveAddress() => Find() ?? IPAddress.Loopback;

    private IPAddress? Find()
    {
        var set = AdvertisedAddress is { Length: > 0 } ? AdvertisedAddress
            : Environment.GetEnvironmentVariable(PodAddress);
        if (string.IsNullOrEmpty(set))
            return IPAddress.Loopback;
        if (IPAddress.TryParse(set, out var address))
            return address;
        try
        {
            return Dns.GetHostAddresses(set).OrderBy(each => each.AddressFamily != AddressFamily.InterNetwork)
                .FirstOrDefault();
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
