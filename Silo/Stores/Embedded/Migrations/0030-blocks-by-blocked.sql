-- Finds those who have blocked a user without reading blocks that have ended.
DROP INDEX blocks_by_blocked;
CREATE INDEX blocks_by_blocked ON blocks (blocked, is_on);
