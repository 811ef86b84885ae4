namespace Reels.Silo.Stores.Neo4j.Blocks;

internal static class BlockQueries
{
    /// <summary>
    /// The property <c>_LOCK_</c> locks the blocker before the stored edge is read; it never stays. Each pair of people
    /// comes once in the rows.
    /// </summary>
    public const string Put = """
        UNWIND $rows AS row
        MERGE (a:User {id: row.blocker})
        MERGE (b:User {id: row.blocked})
        SET a._LOCK_ = true
        WITH row, a, b
        OPTIONAL MATCH ()-[x:BLOCKS {blocker: row.blocker, blocked: row.blocked}]->()
            USING INDEX SEEK x:BLOCKS(blocker, blocked)
        OPTIONAL MATCH ()-[y:UNBLOCKED {blocker: row.blocker, blocked: row.blocked}]->()
            USING INDEX SEEK y:UNBLOCKED(blocker, blocked)
        WITH row, a, b, coalesce(x, y) AS old
        REMOVE a._LOCK_
        WITH row, a, b, old WHERE old IS NULL OR old.seq < row.seq
        DELETE old
        FOREACH (_ IN CASE WHEN row.on THEN [1] ELSE [] END |
            CREATE (a)-[:BLOCKS
                {blocker: row.blocker, blocked: row.blocked, since: row.since, seq: row.seq}]->(b))
        FOREACH (_ IN CASE WHEN row.on THEN [] ELSE [1] END |
            CREATE (a)-[:UNBLOCKED
                {blocker: row.blocker, blocked: row.blocked, since: row.since, seq: row.seq}]->(b))
        """;

    public const string List = """
        MATCH ()-[r:BLOCKS]->() USING INDEX SEEK r:BLOCKS(blocker, since, blocked)
        WHERE r.blocker = $user AND r.since <= $at AND r.blocked IS NOT NULL
            AND (r.since < $at OR r.blocked < $id)
        WITH r ORDER BY r.blocker DESC, r.since DESC, r.blocked DESC LIMIT $limit
        RETURN r.blocker AS blocker, r.blocked AS blocked, r.since AS since, r.seq AS seq
        """;

    /// <summary>Reads no more edges than the limit: those that have ended are of another type.</summary>
    public const string AllHidden = """
        MATCH (:User {id: $user})-[:BLOCKS]-(other:User)
        RETURN other.id AS other LIMIT $limit
        """;

    /// <summary>Two looks into an index for each of the others, however many blocks either person has.</summary>
    public const string WhichHidden = """
        UNWIND $others AS other
        CALL (other) {
            MATCH ()-[r:BLOCKS {blocker: $user, blocked: other}]->() USING INDEX SEEK r:BLOCKS(blocker, blocked)
            RETURN 1 AS found
            UNION ALL
            MATCH ()-[r:BLOCKS {blocker: other, blocked: $user}]->() USING INDEX SEEK r:BLOCKS(blocker, blocked)
            RETURN 1 AS found
        }
        RETURN other
        """;

    public const string ListDiffering = """
        UNWIND $rows AS row
        OPTIONAL MATCH ()-[x:BLOCKS {blocker: row.blocker, blocked: row.blocked}]->()
            USING INDEX SEEK x:BLOCKS(blocker, blocked)
        OPTIONAL MATCH ()-[y:UNBLOCKED {blocker: row.blocker, blocked: row.blocked}]->()
            USING INDEX SEEK y:UNBLOCKED(blocker, blocked)
        WITH row, x, coalesce(x, y) AS r
        WHERE r IS NULL OR r.seq <> row.seq OR (x IS NULL) = row.on
        RETURN row.blocker AS blocker, row.blocked AS blocked, r.seq AS seq
        """;

    public const string Erase = """
        MATCH (u:User {id: $user})-[r:BLOCKS|UNBLOCKED]-()
        WITH r LIMIT $limit
        DELETE r
        RETURN count(*) AS erased
        """;
}
