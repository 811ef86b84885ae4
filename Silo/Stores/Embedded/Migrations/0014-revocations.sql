-- What access tokens may no longer say; subject is a hash. AUTOINCREMENT: places rise with the commits of the one writer, and none is given twice.
CREATE TABLE revocations (
    place      INTEGER PRIMARY KEY AUTOINCREMENT,
    subject    BLOB    NOT NULL,
    revoked_at INTEGER NOT NULL
);
CREATE INDEX revocations_by_time ON revocations (revoked_at);

ALTER TABLE accounts ADD COLUMN password_version INTEGER NOT NULL DEFAULT 0;
