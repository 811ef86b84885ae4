-- Who refers to an upload. A holder is a reel's or story's id, or a user's id for an avatar.
CREATE TABLE media_refs (
    media_key   TEXT    NOT NULL,
    holder_kind INTEGER NOT NULL,
    holder      BLOB    NOT NULL,
    PRIMARY KEY (media_key, holder_kind, holder)
) WITHOUT ROWID;

-- Uploads whose last reference went. They stay when their bytes are gone, so that nothing can refer to them again.
CREATE TABLE media_erasures (
    place     INTEGER PRIMARY KEY AUTOINCREMENT,
    media_key TEXT    NOT NULL UNIQUE,
    erased    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX media_erasures_open ON media_erasures (place) WHERE erased = 0;
