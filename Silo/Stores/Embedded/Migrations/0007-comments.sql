CREATE TABLE comments (
    comment_id   BLOB    PRIMARY KEY,
    reel_id      BLOB    NOT NULL,
    author_id    TEXT    NOT NULL,
    text         TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    parent_id    BLOB,
    replies      INTEGER NOT NULL DEFAULT 0,
    request_hash TEXT,
    deleted_at   INTEGER
);
CREATE INDEX comments_of_reel ON comments (reel_id) WHERE deleted_at IS NULL;
CREATE INDEX comments_newest_threads ON comments (reel_id, created_at DESC, comment_id DESC) WHERE parent_id IS NULL AND deleted_at IS NULL;
CREATE INDEX comments_oldest_replies ON comments (parent_id, created_at, comment_id) WHERE parent_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX comments_deleted ON comments (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE comment_counts (
    reel_id  BLOB    PRIMARY KEY,
    comments INTEGER NOT NULL
) WITHOUT ROWID;
