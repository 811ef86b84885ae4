CREATE TABLE timeline (
    user_id    TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    reel_id    BLOB    NOT NULL,
    author_id  TEXT    NOT NULL,
    PRIMARY KEY (user_id, created_at DESC, reel_id DESC)
) WITHOUT ROWID;
