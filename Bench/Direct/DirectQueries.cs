namespace Reels.Bench.Direct;

internal static class DirectQueries
{
    public const string Schema = """
        CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT NOT NULL, fullname TEXT, avatar TEXT) WITHOUT ROWID;
        CREATE TABLE follows (follower TEXT, followee TEXT, PRIMARY KEY (follower, followee)) WITHOUT ROWID;
        CREATE TABLE blocks (one TEXT, other TEXT, PRIMARY KEY (one, other)) WITHOUT ROWID;
        CREATE TABLE reels (id BLOB PRIMARY KEY, author TEXT NOT NULL, caption TEXT, media TEXT NOT NULL,
            created INTEGER NOT NULL, likes INTEGER NOT NULL DEFAULT 0, comments INTEGER NOT NULL DEFAULT 0)
            WITHOUT ROWID;
        CREATE INDEX reels_by_author ON reels (author, created, id);
        CREATE TABLE likes (reel BLOB, person TEXT, PRIMARY KEY (reel, person)) WITHOUT ROWID;
        CREATE TABLE comments (id BLOB PRIMARY KEY, reel BLOB NOT NULL, parent BLOB, author TEXT NOT NULL,
            text TEXT NOT NULL, created INTEGER NOT NULL, replies INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
        CREATE INDEX comments_by_reel ON comments (reel, parent, created, id);
        """;

    public const string AddUser = "INSERT INTO users VALUES ($0, $1, $2, $3)";
    public const string AddFollow = "INSERT INTO follows VALUES ($0, $1)";
    public const string AddReel = "INSERT INTO reels (id, author, caption, media, created) VALUES ($0, $1, $2, $3, $4)";
    public const string AddLike = "INSERT OR IGNORE INTO likes VALUES ($0, $1)";
    public const string RemoveLike = "DELETE FROM likes WHERE reel = $0 AND person = $1";
    public const string CountLike = "UPDATE reels SET likes = likes + $1 WHERE id = $0";
    public const string CountOfLikes = "SELECT likes FROM reels WHERE id = $0";
    public const string CountComment = "UPDATE reels SET comments = comments + 1 WHERE id = $0";
    public const string CountReply = "UPDATE comments SET replies = replies + 1 WHERE id = $0";
    public const string AddComment =
        "INSERT INTO comments (id, reel, parent, author, text, created) VALUES ($0, $1, $2, $3, $4, $5)";

    public const string User = "SELECT name, fullname, avatar FROM users WHERE id = $0";

    /// <summary>Reader, time and id of the place before, limit. One row per reel and newest comment.</summary>
    public const string Feed = """
        WITH page AS (
            SELECT r.id, r.author, r.caption, r.media, r.created, r.likes, r.comments
            FROM (SELECT followee FROM follows WHERE follower = $0 UNION ALL SELECT $0) f
            JOIN reels r ON r.author = f.followee
            WHERE (r.created, r.id) < ($1, $2)
                AND NOT EXISTS (SELECT 1 FROM blocks WHERE one = $0 AND other = r.author)
                AND NOT EXISTS (SELECT 1 FROM blocks WHERE one = r.author AND other = $0)
            ORDER BY r.created DESC, r.id DESC LIMIT $3)
        SELECT p.id, p.author, u.name, u.fullname, u.avatar, p.caption, p.media, p.created, p.likes, p.comments,
            EXISTS (SELECT 1 FROM likes l WHERE l.reel = p.id AND l.person = $0), p.author <> $0,
            c.id, c.author, cu.name, cu.fullname, cu.avatar, c.text, c.created, c.replies
        FROM page p
        JOIN users u ON u.id = p.author
        LEFT JOIN comments c ON c.id IN (SELECT id FROM comments WHERE reel = p.id AND parent IS NULL
            ORDER BY created DESC, id DESC LIMIT 2)
        LEFT JOIN users cu ON cu.id = c.author
        ORDER BY p.created DESC, p.id DESC, c.created DESC, c.id DESC
        """;

    /// <summary>Reel. One row per thread and one of its first replies.</summary>
    public const string Comments = """
        WITH page AS (SELECT * FROM comments WHERE reel = $0 AND parent IS NULL
            ORDER BY created DESC, id DESC LIMIT 21)
        SELECT p.id, p.author, u.name, u.fullname, u.avatar, p.text, p.created, p.replies,
            r.id, r.author, ru.name, ru.fullname, ru.avatar, r.text, r.created
        FROM page p
        JOIN users u ON u.id = p.author
        LEFT JOIN comments r ON r.id IN (SELECT id FROM comments WHERE reel = $0 AND parent = p.id
            ORDER BY created, id LIMIT 3)
        LEFT JOIN users ru ON ru.id = r.author
        ORDER BY p.created DESC, p.id DESC, r.created, r.id
        """;
}
