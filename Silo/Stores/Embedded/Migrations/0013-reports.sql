-- Read by operators: types, reasons and ids are as in the HTTP contract. owner_id is who is reported, or whose reel or comment is.
CREATE TABLE reports (
    report_id   TEXT    NOT NULL UNIQUE,
    reporter_id TEXT    NOT NULL,
    target_type TEXT    NOT NULL,
    target_id   TEXT    NOT NULL,
    owner_id    TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    text        TEXT,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (reporter_id, target_type, target_id)
);
CREATE INDEX reports_by_owner ON reports (owner_id);
CREATE INDEX reports_newest ON reports (created_at DESC);
