CREATE INDEX likes_newest ON likes (reel_id, liked_at DESC, user_id DESC);
