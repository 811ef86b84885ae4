CREATE TABLE reels (
    reel_id      BLOB    PRIMARY KEY,
    author_id    TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    caption      TEXT,
    alt_text     TEXT,
    media        TEXT    NOT NULL,
    cover        TEXT,
    request_hash TEXT,
    deleted_at   INTEGER
);
CREATE INDEX user_reels ON reels (author_id, created_at DESC, reel_id DESC) WHERE deleted_at IS NULL;
CREATE INDEX reels_deleted ON reels (deleted_at) WHERE deleted_at IS NOT NULL;

-- What is known of an author beyond the rows of their reels, which may be purged.
CREATE TABLE authors (
    author_id       TEXT    PRIMARY KEY,
    reels           INTEGER NOT NULL DEFAULT 0,
    last_created_at INTEGER,
    merge_mark      INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- What is yet to be delivered.
CREATE TABLE fan_out (
    author_id   TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    reel_id     BLOB    NOT NULL,
    kind        INTEGER NOT NULL,
    cursor      TEXT    NOT NULL,
    shard       INTEGER NOT NULL,
    lease_until INTEGER NOT NULL,
    PRIMARY KEY (author_id, created_at, reel_id, kind)
) WITHOUT ROWID;
CREATE INDEX fan_out_lapsed ON fan_out (shard, lease_until);
