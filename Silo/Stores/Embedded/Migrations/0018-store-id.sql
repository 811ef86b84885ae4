-- One row, made with the database and copied with its backups, so that a database can be told from another one in its place.
CREATE TABLE store_id (
    place INTEGER PRIMARY KEY CHECK (place = 1),
    id    TEXT    NOT NULL
);
INSERT INTO store_id (place, id) VALUES (1, lower(hex(randomblob(16))));
