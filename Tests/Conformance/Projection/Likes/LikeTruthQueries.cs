namespace Reels.Tests.Conformance.Projection.Likes;

internal static class LikeTruthQueries
{
    public const string Tables = """
        CREATE TABLE IF NOT EXISTS truth_reels (
            reel_id  BLOB    PRIMARY KEY,
            epoch    INTEGER NOT NULL,
            checked  INTEGER NOT NULL,
            likes    INTEGER NOT NULL,
            tail     INTEGER NOT NULL,
            closed   INTEGER NOT NULL,
            is_full  INTEGER NOT NULL,
            number   INTEGER NOT NULL,
            loading  INTEGER NOT NULL DEFAULT 0
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS truth_states (
            reel_id BLOB    NOT NULL,
            user_id TEXT    NOT NULL,
            liked   INTEGER NOT NULL,
            set_at  INTEGER NOT NULL DEFAULT (unixepoch('now', 'subsec') * 1000),
            PRIMARY KEY (reel_id, user_id)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS truth_tail (
            id      INTEGER PRIMARY KEY AUTOINCREMENT,
            reel_id BLOB    NOT NULL,
            user_id TEXT    NOT NULL,
            liked   INTEGER NOT NULL,
            at      INTEGER NOT NULL,
            epoch   INTEGER NOT NULL,
            number  INTEGER NOT NULL
        );
        CREATE INDEX IF NOT EXISTS truth_tail_by_user ON truth_tail (reel_id, user_id);
        CREATE TABLE IF NOT EXISTS truth_calls (
            reel_id BLOB    NOT NULL,
            writer  TEXT    NOT NULL,
            number  INTEGER NOT NULL,
            PRIMARY KEY (reel_id, writer)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS truth_turn (id INTEGER PRIMARY KEY, silo TEXT NOT NULL, ends INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS truth_marks (name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
        """;

    public static readonly string[] All =
        ["truth_reels", "truth_states", "truth_tail", "truth_calls", "truth_turn", "truth_marks"];

    public const string Begin = "INSERT OR IGNORE INTO truth_reels VALUES ($reel, $epoch, $epoch, 0, 0, 0, 1, 0, 0)";

    public const string Get =
        "SELECT epoch, checked, likes, tail, closed, is_full, number, loading FROM truth_reels WHERE reel_id = $reel";

    public const string State = "SELECT liked FROM truth_states WHERE reel_id = $reel AND user_id = $user";

    public const string SetState =
        "INSERT OR REPLACE INTO truth_states (reel_id, user_id, liked) VALUES ($reel, $user, $liked)";

    public const string Forget = "DELETE FROM truth_states WHERE reel_id = $reel AND user_id = $user";

    public const string Change = """
        UPDATE truth_reels SET likes = $likes, tail = tail + $number - number, number = $number WHERE reel_id = $reel
        """;

    public const string Check = """
        UPDATE truth_reels SET checked = MAX(checked, $upTo) WHERE reel_id = $reel AND epoch = $epoch
        """;

    public const string Load = """
        INSERT INTO truth_reels VALUES ($reel, $epoch, $epoch, $likes, 0, 0, 0, 0, $epoch)
        ON CONFLICT (reel_id) DO UPDATE SET epoch = $epoch, checked = $epoch, likes = $likes, number = 0
        """;

    public const string LoseReel = "UPDATE truth_reels SET tail = 0, is_full = 0 WHERE reel_id = $reel";

    public const string ForgetAll = "DELETE FROM truth_states WHERE reel_id = $reel";

    public const string GetMark = "SELECT number FROM truth_marks WHERE name = $name";

    public const string RaiseMark =
        "INSERT INTO truth_marks VALUES ($name, 1) ON CONFLICT (name) DO UPDATE SET number = number + 1";

    public const string BeginLoad =
        "UPDATE truth_reels SET loading = $epoch WHERE reel_id = $reel AND epoch < $epoch AND loading <= $epoch";

    public const string Close = "UPDATE truth_reels SET closed = 1, likes = likes - $removed WHERE reel_id = $reel";

    public const string LastCall = "SELECT number FROM truth_calls WHERE reel_id = $reel AND writer = $writer";

    public const string SetLastCall = "INSERT OR REPLACE INTO truth_calls VALUES ($reel, $writer, $number)";

    public const string AddTail = """
        INSERT INTO truth_tail (reel_id, user_id, liked, at, epoch, number)
        VALUES ($reel, $user, $liked, $at, $epoch, $number)
        """;

    public const string ListTail =
        "SELECT id, reel_id, user_id, liked, at, epoch, number FROM truth_tail ORDER BY id LIMIT $limit";

    public const string TakeTurn = """
        INSERT INTO truth_turn VALUES (1, $silo, unixepoch('now', 'subsec') * 1000 + 2000)
        ON CONFLICT (id) DO UPDATE SET silo = $silo, ends = excluded.ends
        WHERE silo = $silo OR ends < unixepoch('now', 'subsec') * 1000
        """;

    public const string EndTurn = "DELETE FROM truth_turn WHERE silo = $silo";

    public const string CountUpTo = "SELECT COUNT(*) FROM truth_tail WHERE id <= $id";

    public const string Newest = "SELECT IFNULL(MAX(id), 0) FROM truth_tail";

    public const string RemoveTail = "DELETE FROM truth_tail WHERE id = $id";

    public const string ShortenTail = "UPDATE truth_reels SET tail = MAX(tail - 1, 0) WHERE reel_id = $reel";

    public const string Lose = """
        DELETE FROM truth_reels; DELETE FROM truth_states; DELETE FROM truth_tail; DELETE FROM truth_calls;
        DELETE FROM truth_turn; DELETE FROM truth_marks;
        """;

    public const string ExpireStates = """
        DELETE FROM truth_states WHERE set_at <= unixepoch('now', 'subsec') * 1000 - $age AND NOT EXISTS (
            SELECT 1 FROM truth_tail
            WHERE truth_tail.reel_id = truth_states.reel_id AND truth_tail.user_id = truth_states.user_id)
        """;

    public const string EndFull = "UPDATE truth_reels SET is_full = 0";
}
