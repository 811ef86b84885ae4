-- The first uses of recent refresh tokens, as JSON: [[seq, unix milliseconds], ...] by rising seq.
ALTER TABLE sessions ADD COLUMN uses TEXT NOT NULL DEFAULT '[]';
