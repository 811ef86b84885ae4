namespace Reels.Silo.Stores.Neo4j.Profiles;

internal static class ProfileQueries
{
    /// <summary>
    /// The property <c>_LOCK_</c> locks the node before its seq is read; it never stays. A value that is null is
    /// removed.
    /// </summary>
    public const string Put = """
        UNWIND $rows AS row
        MERGE (u:User {id: row.id})
        SET u._LOCK_ = true
        WITH row, u, coalesce(u.seq, -1) < row.seq AS isNewer
        REMOVE u._LOCK_
        WITH row, u WHERE isNewer
        SET u += row
        """;

    /// <summary>A node without a user name is that of a deleted person, or of one whose edges came first.</summary>
    public const string GetMany = """
        UNWIND $ids AS id
        MATCH (u:User {id: id}) USING INDEX SEEK u:User(id)
        WHERE u.username IS NOT NULL
        RETURN u.id AS id, u.username AS username, u.fullname AS fullname, u.bio AS bio, u.avatar AS avatar,
            u.createdAt AS createdAt, u.seq AS seq
        """;

    public const string ListDiffering = """
        UNWIND $rows AS row
        OPTIONAL MATCH (u:User {id: row.id}) USING INDEX SEEK u:User(id)
        WITH row, u
        WHERE u.seq IS NULL OR u.seq <> row.seq OR coalesce(u.username, '') <> coalesce(row.username, '')
            OR coalesce(u.fullname, '') <> coalesce(row.fullname, '') OR coalesce(u.bio, '') <> coalesce(row.bio, '')
            OR coalesce(u.avatar, '') <> coalesce(row.avatar, '')
        RETURN row.id AS id, u.seq AS seq
        """;
}
