-- The rules of search keys have changed (docs/adr/0024): search_keys_of, which is the program's, makes all of them again.
-- A key is an exact name after a space, or a name from one of its words on; is_word is 0 where it is the whole username.
DELETE FROM search_keys;

INSERT OR IGNORE INTO search_keys (key, is_word, user_id)
SELECT substr(k.value, 2), substr(k.value, 1, 1), u.user_id FROM users u, json_each(search_keys_of(u.username, u.fullname)) k;
