using System.ComponentModel.DataAnnotations;

namespace Reels.Silo.Hosting;

/// <summary>Ports and time limits of a cluster node; section <c>Silo</c>.</summary>
internal sealed class SiloOptions
{
    public const string Section = "Silo";

    /// <summary>Loopback port on which the other silos reach this one.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 11_111;

    /// <summary>Loopback port on which API nodes reach the cluster through this silo.</summary>
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
}
