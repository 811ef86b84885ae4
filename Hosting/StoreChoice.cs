using Microsoft.Extensions.Configuration;

namespace Reels.Hosting;

/// <summary>
/// The choice of the stores, by the setting <c>Stores</c>: all of them or none, since the embedded ones share one
/// database. Stores that aren't chosen open no file and no connection.
/// </summary>
public static class StoreChoice
{
    public const string Setting = "Stores";

    public const string Embedded = "Embedded";

    public const string Real = "Real";

    /// <summary>Whether the five databases are chosen.</summary>
    /// <exception cref="StoresRefusedException">The setting has another value than the two.</exception>
    public static bool HasRealStores(this IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var chosen = configuration[Setting] is { Length: > 0 } setting ? setting : Embedded;
        if (chosen.Equals(Real, StringComparison.OrdinalIgnoreCase))
            return true;
        return chosen.Equals(Embedded, StringComparison.OrdinalIgnoreCase) ? false
            : throw new StoresRefusedException($"Refused settings: {Setting} must be {Embedded} or {Real}.");
    }
}

/// <summary>Stops a start because the chosen stores are not in this program.</summary>
public sealed class StoresRefusedException(string message) : StartRefusedException(message);
