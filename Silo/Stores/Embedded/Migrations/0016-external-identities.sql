-- identity is a hash of the authority's issuer and the subject that it signs in.
CREATE TABLE external_identities (
    identity   TEXT    PRIMARY KEY,
    user_id    TEXT    NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX external_identities_by_user ON external_identities (user_id);
