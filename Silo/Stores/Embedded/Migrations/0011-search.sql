-- A key is the username (is_word 0), or the full name from one of its words on (is_word 1); search_keys_of is the program's.
CREATE TABLE search_keys (
    key     TEXT    NOT NULL,
    is_word INTEGER NOT NULL,
    user_id TEXT    NOT NULL,
    PRIMARY KEY (key, is_word, user_id)
) WITHOUT ROWID;
CREATE INDEX search_keys_by_user ON search_keys (user_id, key, is_word);

INSERT OR IGNORE INTO search_keys (key, is_word, user_id)
SELECT substr(k.value, 2), substr(k.value, 1, 1), u.user_id FROM users u, json_each(search_keys_of(u.username, u.fullname)) k;
