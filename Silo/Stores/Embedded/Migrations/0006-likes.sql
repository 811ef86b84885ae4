CREATE TABLE likes (
    reel_id  BLOB    NOT NULL,
    user_id  TEXT    NOT NULL,
    liked_at INTEGER NOT NULL,
    PRIMARY KEY (reel_id, user_id)
) WITHOUT ROWID;

CREATE TABLE like_counts (
    reel_id BLOB    PRIMARY KEY,
    likes   INTEGER NOT NULL
) WITHOUT ROWID;
