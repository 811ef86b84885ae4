using Neo4j.Driver;

namespace Reels.Silo.Stores.Neo4j.Engine;

/// <summary>
/// The constraint and the indexes, each made where it isn't there. An edge that is on has another type than one that
/// has ended, so that a node knows its numbers of edges that are on.
/// </summary>
internal static class Neo4jSchema
{
    public static readonly string[] All =
    [
        "CREATE CONSTRAINT user_id IF NOT EXISTS FOR (u:User) REQUIRE u.id IS UNIQUE",

        // The order of the properties is that of a list: newest first, then by id.
        "CREATE INDEX follows_to IF NOT EXISTS FOR ()-[r:FOLLOWS]-() ON (r.followee, r.since, r.follower)",
        "CREATE INDEX follows_from IF NOT EXISTS FOR ()-[r:FOLLOWS]-() ON (r.follower, r.since, r.followee)",
        "CREATE INDEX follows_pair IF NOT EXISTS FOR ()-[r:FOLLOWS]-() ON (r.followee, r.follower)",
        "CREATE INDEX left_pair IF NOT EXISTS FOR ()-[r:LEFT]-() ON (r.followee, r.follower)",
        "CREATE INDEX blocks_by IF NOT EXISTS FOR ()-[r:BLOCKS]-() ON (r.blocker, r.since, r.blocked)",
        "CREATE INDEX blocks_pair IF NOT EXISTS FOR ()-[r:BLOCKS]-() ON (r.blocker, r.blocked)",
        "CREATE INDEX unblocked_pair IF NOT EXISTS FOR ()-[r:UNBLOCKED]-() ON (r.blocker, r.blocked)",
    ];

    /// <summary>Reads the index of people.</summary>
    public const string Ping = "OPTIONAL MATCH (u:User {id: ''}) RETURN u.id";

    /// <summary>Waits up to 60 s until the indexes serve; fails if they don't.</summary>
    private const string Await = "CALL db.awaitIndexes(60)";

    /// <summary>
    /// <c>IF NOT EXISTS</c> looks before it locks: of two silos that start concurrently, one may get this error.
    /// </summary>
    private const string IsThere = "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists";

    /// <summary>Schema statements of several silos lock each other out; the server then ends one of them.</summary>
    private const int Tries = 20;

    /// <summary>Not limited in time: an index of many edges takes long to fill.</summary>
    public static async Task CreateAsync(IAsyncSession session, IEnumerable<string> statements)
    {
        foreach (var statement in statements.Append(Await))
        {
            for (var attempt = 1; !await TryAsync(session, statement, isLast: attempt == Tries);)
                attempt++;
        }
    }

    /// <summary>Returns false where the server ended the statement because of that of another silo.</summary>
    private static async Task<bool> TryAsync(IAsyncSession session, string statement, bool isLast)
    {
        try
        {
            await (await session.RunAsync(statement)).ConsumeAsync();
            return true;
        }
        catch (ClientException exception) when (exception.Code == IsThere)
        {
            return true;
        }
        catch (TransientException) when (!isLast)
        {
            return false;
        }
    }
}
