-- Values of the cluster: 1 its id, 2 the fingerprint of its root secret, 3 the id of its media store.
CREATE TABLE cluster_identity (
    claim INTEGER PRIMARY KEY,
    value TEXT    NOT NULL
);
