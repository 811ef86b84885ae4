-- When the upload was accepted. Those that are here were accepted before now.
ALTER TABLE media_refs ADD COLUMN uploaded_at INTEGER NOT NULL DEFAULT 0;
UPDATE media_refs SET uploaded_at = unixepoch() * 1000;

-- Uploads that lost their last reference, so that nothing refers to them again. An old upload without a reference is refused by its time alone, so they need not stay.
CREATE TABLE media_gone (
    media_key   TEXT    PRIMARY KEY,
    owner       TEXT,
    uploaded_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX media_gone_by_time ON media_gone (uploaded_at);
CREATE INDEX media_gone_by_owner ON media_gone (owner) WHERE owner IS NOT NULL;
INSERT INTO media_gone (media_key, owner, uploaded_at)
SELECT media_key, owner, unixepoch() * 1000 FROM media_erasures;

-- From here on the queue holds only keys whose bytes are not erased yet.
DELETE FROM media_erasures WHERE erased = 1;
DROP INDEX media_erasures_open;
DROP INDEX media_erasures_by_owner;
ALTER TABLE media_erasures DROP COLUMN erased;
CREATE INDEX media_erasures_by_owner ON media_erasures (owner);
