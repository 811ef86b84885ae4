using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;
using Neo4j.Driver;
using Reels.Silo.Stores.Cassandra.Engine;
using Reels.Silo.Stores.MongoDb.Engine;
using Reels.Silo.Stores.Neo4j.Engine;
using Reels.Silo.Stores.Redis.Engine;
using StackExchange.Redis;

namespace Reels.Tests.Real;

/// <summary>
/// Searches the databases for a person: every document, row, node and key. Left out is what stays after a deletion:
/// reserved names, rows in the timelines of others, and fences, which hold ids and numbers alone and refuse writes that
/// come late.
/// </summary>
internal sealed class RealRemains(IServiceProvider ports)
{
    /// <summary>The node of a deleted person has an id and a seq.</summary>
    private const string Nodes = """
        MATCH (n) WHERE size(keys(n)) > 2 AND any(key IN keys(n) WHERE toStringOrNull(n[key]) IN $texts)
        RETURN DISTINCT labels(n)[0] AS label
        """;

    /// <summary>
    /// The places in which any of the texts is found: the engine with a collection, table, label or kind of key, and
    /// after a dot what is there.
    /// </summary>
    public async Task<IReadOnlyList<string>> OfAsync(IReadOnlyList<string> texts) =>
    [
        .. await InMongoDbAsync(texts), .. await InCassandraAsync(texts), .. await InNeo4jAsync(texts),
        .. await InRedisAsync(texts),
    ];

    private async Task<List<string>> InMongoDbAsync(IReadOnlyList<string> texts)
    {
        var database = ports.GetRequiredService<MongoEngine>().Database;
        var found = new List<string>();
        foreach (var name in await (await database.ListCollectionNamesAsync()).ToListAsync())
        {
            var documents = await database.GetCollection<BsonDocument>(name)
                .Find(FilterDefinition<BsonDocument>.Empty).ToListAsync();
            found.AddRange(documents.Where(document => !Stays(name, document)).Select(document => document.ToJson())
                .Where(text => Holds(text, texts)).Select(text => $"mongodb {name}.{text}"));
        }

        return found;
    }

    private static bool Stays(string collection, BsonDocument document) => collection switch
    {
        "usernames" => !document.Contains("userId"),
        "likes" => !document["liked"].AsBoolean,
        "follows" => document["seq"].ToInt64() == -1,
        "followCounts" => true,
        _ => false,
    };

    private async Task<List<string>> InCassandraAsync(IReadOnlyList<string> texts)
    {
        var session = ports.GetRequiredService<CassandraSession>();
        var found = new List<string>();
        foreach (var (table, _) in CassandraTables.All)
        {
            await foreach (var row in session.PagesAsync(new Cql($"SELECT JSON * FROM {table}", []), 5_000, default))
            {
                var text = row.GetValue<string>(0);
                if (!Stays(table, BsonDocument.Parse(text), texts) && Holds(text, texts))
                    found.Add($"cassandra {table}.{text}");
            }
        }

        return found;
    }

    private static bool Stays(string table, BsonDocument row, IReadOnlyList<string> texts) => table switch
    {
        "timeline" => !Holds(row["user_id"].AsString, texts),
        "media_refs" => row["gone"] == true,
        // The author's lease, which lives for a day, and its pointer, which the look after its end removes.
        "deliveries" => row["created_at"].IsBsonNull,
        "delivering" => row["kind"] == -1,
        _ => false,
    };

    private Task<IReadOnlyList<string>> InNeo4jAsync(IReadOnlyList<string> texts) =>
        ports.GetRequiredService<Neo4jSession>().ReadAsync(
            new Cypher(Nodes, new Dictionary<string, object?> { ["texts"] = texts }),
            record => $"neo4j {record["label"].As<string>()}.", default);

    /// <summary>Only keys that don't expire.</summary>
    private async Task<List<string>> InRedisAsync(IReadOnlyList<string> texts)
    {
        var redis = ports.GetRequiredService<RedisConnection>();
        var found = new List<string>();
        var keys = await redis.ReadAsync(database => database.ExecuteAsync("KEYS", "*"), default);
        foreach (var key in (RedisKey[])keys!)
        {
            if (Holds($"{key}", texts)
                && await redis.ReadAsync(database => database.KeyTimeToLiveAsync(key), default) is null)
            {
                found.Add($"redis {key}.");
            }
        }

        return found;
    }

    private static bool Holds(string text, IReadOnlyList<string> texts) =>
        texts.Any(each => text.Contains(each, StringComparison.OrdinalIgnoreCase));
}
