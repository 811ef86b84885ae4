CREATE TABLE blocks (
    blocker     TEXT    NOT NULL,
    blocked     TEXT    NOT NULL,
    is_on       INTEGER NOT NULL,
    since       INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    pending     INTEGER NOT NULL,
    shard       INTEGER NOT NULL,
    lease_until INTEGER NOT NULL,
    PRIMARY KEY (blocker, blocked)
) WITHOUT ROWID;
CREATE INDEX blocks_newest ON blocks (blocker, since DESC, blocked DESC) WHERE is_on = 1;
CREATE INDEX blocks_by_blocked ON blocks (blocked);
CREATE INDEX blocks_lapsed ON blocks (shard, lease_until) WHERE pending <> 0;
