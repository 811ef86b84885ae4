CREATE TABLE follows (
    follower    TEXT    NOT NULL,
    followee    TEXT    NOT NULL,
    is_on       INTEGER NOT NULL,
    since       INTEGER NOT NULL,
    floor       INTEGER NOT NULL,
    top         INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    pending     INTEGER NOT NULL,
    shard       INTEGER NOT NULL,
    lease_until INTEGER NOT NULL,
    PRIMARY KEY (follower, followee)
) WITHOUT ROWID;
CREATE INDEX follows_newest_followers ON follows (followee, since DESC, follower DESC) WHERE is_on = 1;
CREATE INDEX follows_newest_following ON follows (follower, since DESC, followee DESC) WHERE is_on = 1;
CREATE INDEX follows_followers_by_id ON follows (followee, follower) WHERE is_on = 1;
CREATE INDEX follows_lapsed ON follows (shard, lease_until) WHERE pending <> 0;

CREATE TABLE follow_counts (
    user_id   TEXT    PRIMARY KEY,
    followers INTEGER NOT NULL DEFAULT 0,
    following INTEGER NOT NULL DEFAULT 0,
    last_seq  INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
