-- Finds the live sessions of a user by the time at which their newest token was issued.
DROP INDEX sessions_by_user;
CREATE INDEX sessions_by_user ON sessions (user_id, ended, issued_at);
