using Neo4j.Driver;
using Reels.Silo.Stores.Settings;

namespace Reels.Silo.Stores.Neo4j.Engine;

/// <summary>The driver, set so that it neither waits nor repeats on its own: callers have their own limit.</summary>
internal static class Neo4jConnection
{
    private static readonly TimeSpan Connect = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Nobody waits so long. A short limit destroys the driver's pool when a server hangs: it was seen to answer no
    /// call again.
    /// </summary>
    private static readonly TimeSpan Acquisition = TimeSpan.FromSeconds(10);

    public static IDriver Build(Neo4jOptions options) => GraphDatabase.Driver(
        options.Uri,
        options.User is { Length: > 0 } user ? AuthTokens.Basic(user, options.ReadPassword()) : AuthTokens.None,
        settings => settings
            .WithConnectionTimeout(Connect)
            .WithConnectionAcquisitionTimeout(Acquisition)
            .WithMaxTransactionRetryTime(TimeSpan.Zero)
            .WithMaxConnectionPoolSize(options.Connections));
}
