using System.ComponentModel.DataAnnotations;

namespace Reels.Api.Cluster;

/// <summary>Calls of an API node to the silos of its cluster; section <c>Cluster</c>. Standalone has no use for
/// it.</summary>
internal sealed class SiloCallOptions
{
    public const string Section = "Cluster";

    /// <summary>
    /// Time after which a call that no silo has answered fails. Calls are checked once a second, so up to a second
    /// later. Most requests end before: a handler has 2 s, and 3 s for a delete. A grain gives its stores 2 s, so a
    /// store's failure arrives before.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:09")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(8);
}
