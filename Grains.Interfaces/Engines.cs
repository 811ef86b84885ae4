using System.Collections.Frozen;

namespace Reels.Grains.Interfaces;

/// <summary>
/// Names of the engines that keep data or answer for it, as health, logs, metrics and traces show them. A new adapter
/// adds its engine here.
/// </summary>
public static class Engines
{
    /// <summary>The SQLite database in the data folder.</summary>
    public const string Embedded = "Embedded";

    /// <summary>The store of media bytes.</summary>
    public const string Media = "Media";

    /// <summary>The external OpenID Connect provider, where one is set.</summary>
    public const string Authority = "Authority";

    /// <summary>The cluster, as an API node sees it.</summary>
    public const string Silos = "Silos";

    public static IReadOnlySet<string> All { get; } = FrozenSet.Create(Embedded, Media, Authority, Silos);
}
