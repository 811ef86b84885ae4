-- Deleted accounts of which something is left. What they had under way may write until look_again_at; swept is set when their unused uploads are gone.
CREATE TABLE account_erasures (
    user_id       TEXT    PRIMARY KEY,
    look_again_at INTEGER NOT NULL,
    swept         INTEGER NOT NULL DEFAULT 0,
    shard         INTEGER NOT NULL,
    lease_until   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX account_erasures_lapsed ON account_erasures (shard, lease_until);
CREATE INDEX account_erasures_unswept ON account_erasures (look_again_at) WHERE swept = 0;

-- Whose upload it was, so that a deleted account leaves no key behind.
ALTER TABLE media_erasures ADD COLUMN owner TEXT;
CREATE INDEX media_erasures_by_owner ON media_erasures (owner, erased);

CREATE INDEX revocations_by_subject ON revocations (subject);
CREATE INDEX usernames_held ON usernames (held_until) WHERE user_id IS NULL;

-- What is a person's, deleted rows too.
CREATE INDEX reels_by_author ON reels (author_id);
CREATE INDEX stories_by_author ON stories (author_id);
CREATE INDEX likes_by_user ON likes (user_id);
CREATE INDEX comments_by_author ON comments (author_id);
CREATE INDEX comments_by_parent ON comments (parent_id) WHERE parent_id IS NOT NULL;
DROP INDEX comments_of_reel;
CREATE INDEX comments_of_reel ON comments (reel_id, deleted_at);
DROP INDEX follows_followers_by_id;
CREATE INDEX follows_followers_by_id ON follows (followee, is_on, follower);
DROP INDEX sessions_by_user;
CREATE INDEX sessions_by_user ON sessions (user_id, ended);
