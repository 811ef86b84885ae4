namespace Reels.Silo.Stores.Neo4j.Follows;

internal static class FollowQueries
{
    /// <summary>
    /// The property <c>_LOCK_</c> locks the follower before the stored edge is read; it never stays. Each pair of
    /// people comes once in the rows. Of the stored seq, only work that both have pending stays pending.
    /// </summary>
    public const string Put = """
        UNWIND $rows AS row
        MERGE (a:User {id: row.follower})
        MERGE (b:User {id: row.followee})
        SET a._LOCK_ = true
        WITH row, a, b
        OPTIONAL MATCH ()-[x:FOLLOWS {followee: row.followee, follower: row.follower}]->()
            USING INDEX SEEK x:FOLLOWS(followee, follower)
        OPTIONAL MATCH ()-[y:LEFT {followee: row.followee, follower: row.follower}]->()
            USING INDEX SEEK y:LEFT(followee, follower)
        WITH row, a, b, coalesce(x, y) AS old
        REMOVE a._LOCK_
        WITH row, a, b, old WHERE old IS NULL OR old.seq <= row.seq
        WITH row, a, b, old,
            CASE WHEN old.seq = row.seq THEN [work IN old.pending WHERE work IN row.pending] ELSE row.pending END
                AS pending,
            CASE WHEN old.seq = row.seq AND (NOT 'VisibleSince' IN old.pending OR 'VisibleSince' IN row.pending)
                THEN old.visibleSince ELSE row.visibleSince END AS visibleSince
        DELETE old
        FOREACH (_ IN CASE WHEN row.on THEN [1] ELSE [] END |
            CREATE (a)-[:FOLLOWS
                {follower: row.follower, followee: row.followee, since: row.since, visibleSince: visibleSince,
                backfillUpTo: row.backfillUpTo, seq: row.seq, pending: pending}]->(b))
        FOREACH (_ IN CASE WHEN row.on THEN [] ELSE [1] END |
            CREATE (a)-[:LEFT
                {follower: row.follower, followee: row.followee, since: row.since, visibleSince: visibleSince,
                backfillUpTo: row.backfillUpTo, seq: row.seq, pending: pending}]->(b))
        """;

    private const string Values = """
        r.follower AS follower, r.followee AS followee, r.since AS since, r.visibleSince AS visibleSince,
            r.backfillUpTo AS backfillUpTo, r.seq AS seq, r.pending AS pending
        """;

    public const string ListFollowers = $"""
        MATCH ()-[r:FOLLOWS]->() USING INDEX SEEK r:FOLLOWS(followee, since, follower)
        WHERE r.followee = $user AND r.since <= $at AND r.follower IS NOT NULL
            AND (r.since < $at OR r.follower < $id)
        WITH r ORDER BY r.followee DESC, r.since DESC, r.follower DESC LIMIT $limit
        RETURN {Values}
        """;

    public const string ListFollowing = $"""
        MATCH ()-[r:FOLLOWS]->() USING INDEX SEEK r:FOLLOWS(follower, since, followee)
        WHERE r.follower = $user AND r.since <= $at AND r.followee IS NOT NULL
            AND (r.since < $at OR r.followee < $id)
        WITH r ORDER BY r.follower DESC, r.since DESC, r.followee DESC LIMIT $limit
        RETURN {Values}
        """;

    public const string PageFollowerIds = """
        MATCH ()-[r:FOLLOWS]->() USING INDEX SEEK r:FOLLOWS(followee, follower)
        WHERE r.followee = $user AND r.follower > $after
        RETURN r.follower AS id ORDER BY r.followee, r.follower LIMIT $limit
        """;

    public const string WhichFollowed = """
        UNWIND $others AS other
        MATCH ()-[r:FOLLOWS {followee: other, follower: $user}]->() USING INDEX SEEK r:FOLLOWS(followee, follower)
        RETURN other
        """;

    /// <summary>No label on the far end: with one, each edge would be read, and not the number that the node has.
    /// </summary>
    public const string Counts = """
        UNWIND $ids AS id
        MATCH (u:User {id: id}) USING INDEX SEEK u:User(id)
        RETURN id, COUNT { (u)<-[:FOLLOWS]-() } AS followers, COUNT { (u)-[:FOLLOWS]->() } AS following
        """;

    /// <summary>Reads the newest followees of the newest followees, but for those with too many followers.</summary>
    public const string Suggest = """
        MATCH ()-[r:FOLLOWS]->() USING INDEX SEEK r:FOLLOWS(follower, since, followee)
        WHERE r.follower = $user AND r.since IS NOT NULL AND r.followee IS NOT NULL
        WITH r ORDER BY r.follower DESC, r.since DESC, r.followee DESC LIMIT $followees
        MATCH (f:User {id: r.followee}) USING INDEX SEEK f:User(id)
        WITH f, COUNT { (f)<-[:FOLLOWS]-() } AS followers
        WHERE followers <= $maxFollowers
        CALL (f) {
            MATCH ()-[s:FOLLOWS]->() USING INDEX SEEK s:FOLLOWS(follower, since, followee)
            WHERE s.follower = f.id AND s.since IS NOT NULL AND s.followee IS NOT NULL
            WITH s ORDER BY s.follower DESC, s.since DESC, s.followee DESC LIMIT $followeesOfEach
            RETURN s.followee AS other
        }
        WITH other, count(*) AS number
        WHERE other <> $user AND (number < $number OR number = $number AND other < $after)
        OPTIONAL MATCH ()-[t:FOLLOWS {followee: other, follower: $user}]->()
            USING INDEX SEEK t:FOLLOWS(followee, follower)
        WITH other, number, t WHERE t IS NULL
        RETURN other, number ORDER BY number DESC, other DESC LIMIT $limit
        """;

    public const string ListDiffering = """
        UNWIND $rows AS row
        OPTIONAL MATCH ()-[x:FOLLOWS {followee: row.followee, follower: row.follower}]->()
            USING INDEX SEEK x:FOLLOWS(followee, follower)
        OPTIONAL MATCH ()-[y:LEFT {followee: row.followee, follower: row.follower}]->()
            USING INDEX SEEK y:LEFT(followee, follower)
        WITH row, x, coalesce(x, y) AS r
        WHERE r IS NULL OR r.seq <> row.seq OR r.pending <> row.pending OR (x IS NULL) = row.on
        RETURN row.follower AS follower, row.followee AS followee, r.seq AS seq
        """;

    public const string EraseFollowers = """
        UNWIND $others AS other
        OPTIONAL MATCH ()-[x:FOLLOWS {followee: $user, follower: other}]->()
            USING INDEX SEEK x:FOLLOWS(followee, follower)
        OPTIONAL MATCH ()-[y:LEFT {followee: $user, follower: other}]->()
            USING INDEX SEEK y:LEFT(followee, follower)
        WITH coalesce(x, y) AS r WHERE r IS NOT NULL
        DELETE r
        """;

    public const string Erase = """
        MATCH (u:User {id: $user})-[r:FOLLOWS|LEFT]-()
        WITH r LIMIT $limit
        DELETE r
        RETURN count(*) AS erased
        """;
}
