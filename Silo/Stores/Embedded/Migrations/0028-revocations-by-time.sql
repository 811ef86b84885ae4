-- Revocations in the order of stored_at, the time of SQLite's own clock, then subject. Those of the earlier table keep the time at which they were made.
CREATE TABLE revocations_by_subject_first (
    subject    BLOB    PRIMARY KEY,
    revoked_at INTEGER NOT NULL,
    stored_at  INTEGER NOT NULL
) WITHOUT ROWID;
INSERT OR IGNORE INTO revocations_by_subject_first (subject, revoked_at, stored_at)
    SELECT subject, revoked_at, revoked_at FROM revocations ORDER BY place;
DROP TABLE revocations;
ALTER TABLE revocations_by_subject_first RENAME TO revocations;
CREATE INDEX revocations_by_time ON revocations (revoked_at);
CREATE INDEX revocations_by_storing ON revocations (stored_at, subject);
