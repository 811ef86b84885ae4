using Reels.Hosting;

namespace Reels.Tests.Api;

/// <summary>
/// The stores of the product in tests over HTTP: the embedded ones, or with <c>REELS_TEST_STORES=Real</c> the databases
/// on this machine. Apps then share a keyspace of Cassandra and the graph of Neo4j, since all ids are random. Each has
/// its own database of MongoDB, for names are not; one app runs at a time.
/// </summary>
internal static class StoresOfTests
{
    public const string Variable = "REELS_TEST_STORES";

    public static bool AreReal =>
        StoreChoice.Real.Equals(Environment.GetEnvironmentVariable(Variable), StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Return when a list that may lag for a second shows what was written. On the embedded stores none lags, and
    /// nothing is waited for.
    /// </summary>
    public static Task CaughtUpAsync(Func<Task<bool>> condition) =>
        AreReal ? Until.TrueAsync(condition) : Task.CompletedTask;

    /// <summary>
    /// For engines that are well: a loaded machine may be slow, and a test is not about that. The longest that the
    /// settings allow.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> Patient { get; } = new Dictionary<string, string?>
    {
        ["Redis:CallLimit"] = "00:00:05",
        ["MongoDB:CallLimit"] = "00:00:05",
        ["Cassandra:CallLimit"] = "00:00:05",
        ["Neo4j:CallLimit"] = "00:00:05",
        ["S3:CallLimit"] = "00:00:05",
    };

    /// <summary>Settings of an app.</summary>
    public static IReadOnlyDictionary<string, string?> Settings() =>
        new Dictionary<string, string?>(AreReal ? [.. RealSettings(), .. Patient] : []);

    public static IReadOnlyDictionary<string, string?> RealSettings() => new Dictionary<string, string?>
    {
        [StoreChoice.Setting] = StoreChoice.Real,
        ["MongoDB:Database"] = "reels-app-" + Guid.NewGuid().ToString("N"),
        ["Cassandra:Keyspace"] = "reels_apps",
        ["Neo4j:User"] = "neo4j",
        ["Neo4j:Password"] = "reels-secret",
        // Number 0 is for whoever tries the product on this machine.
        ["Redis:Database"] = "7",
        ["S3:AccessKey"] = "minioadmin",
        ["S3:SecretKey"] = "minioadmin",
        ["S3:Bucket"] = "reels-app-" + Guid.NewGuid().ToString("N"),
    };
}
