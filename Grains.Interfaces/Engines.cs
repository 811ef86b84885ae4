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

    /// <summary>Likes, with <see cref="MongoDb"/>.</summary>
    public const string Redis = "Redis";

    /// <summary>People and what they write, but for reels.</summary>
    public const string MongoDb = "MongoDB";

    /// <summary>Reels, timelines and the outbox.</summary>
    public const string Cassandra = "Cassandra";

    /// <summary>A copy of people, follows and blocks, for what a graph answers.</summary>
    public const string Neo4j = "Neo4j";

    /// <summary>The files with media in the data folder.</summary>
    public const string Media = "Media";

    /// <summary>Media in a bucket, such as one of MinIO.</summary>
    public const string S3 = "S3";

    /// <summary>The external OpenID Connect provider, where one is set.</summary>
    public const string Authority = "Authority";

    /// <summary>The cluster, as an API node sees it.</summary>
    public const string Silos = "Silos";

    public static IReadOnlySet<string> All { get; } = FrozenSet.Create(
        Embedded, Redis, MongoDb, Cassandra, Neo4j, Media, S3, Authority, Silos);
}
