CREATE INDEX sessions_by_user ON sessions (user_id) WHERE ended = 0;
