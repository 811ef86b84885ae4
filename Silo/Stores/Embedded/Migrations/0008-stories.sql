-- ended_at is expires_at, or when it was deleted; holds_media is set while the story's reference to its upload stands.
CREATE TABLE stories (
    story_id     BLOB    PRIMARY KEY,
    author_id    TEXT    NOT NULL,
    media_key    TEXT    NOT NULL,
    media        TEXT    NOT NULL,
    caption      TEXT,
    alt_text     TEXT,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    request_hash TEXT,
    deleted_at   INTEGER,
    ended_at     INTEGER NOT NULL,
    holds_media  INTEGER NOT NULL
);
CREATE INDEX stories_live_by_author ON stories (author_id, expires_at) WHERE deleted_at IS NULL;
CREATE INDEX stories_live_by_media ON stories (media_key, expires_at) WHERE deleted_at IS NULL;
CREATE INDEX stories_holding_media ON stories (expires_at) WHERE holds_media = 1;
CREATE INDEX stories_by_end ON stories (ended_at);
