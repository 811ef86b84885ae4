-- A name of nobody (no user_id) is held for a deleted account until held_until.
CREATE TABLE usernames (
    username   TEXT PRIMARY KEY,
    user_id    TEXT,
    held_until INTEGER
) WITHOUT ROWID;

CREATE TABLE users (
    user_id    TEXT    PRIMARY KEY,
    username   TEXT    NOT NULL,
    fullname   TEXT,
    bio        TEXT,
    avatar_key TEXT,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE accounts (
    user_id       TEXT    PRIMARY KEY,
    password_hash TEXT    NOT NULL,
    request_hash  TEXT,
    created_at    INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE sessions (
    session_id TEXT    PRIMARY KEY,
    user_id    TEXT    NOT NULL,
    seq        INTEGER NOT NULL,
    parent_seq INTEGER NOT NULL,
    issued_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
