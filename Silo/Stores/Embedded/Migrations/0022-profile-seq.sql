-- Rises with each change of the profile.
ALTER TABLE users ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
