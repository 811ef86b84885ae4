-- All reels of an author in order, deleted ones too.
DROP INDEX reels_by_author;
CREATE INDEX reels_by_author ON reels (author_id, created_at DESC, reel_id DESC);
