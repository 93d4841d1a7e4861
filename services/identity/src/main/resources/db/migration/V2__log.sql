-- The directory log. Its row is the single writer: whoever appends holds it until commit.
CREATE TABLE log_state (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    size bigint NOT NULL CHECK (size >= 0),
    fence bigint NOT NULL
);
INSERT INTO log_state (size, fence) VALUES (0, 0);

CREATE TABLE log_entry (
    index bigint PRIMARY KEY,
    payload bytea NOT NULL UNIQUE,
    entry bytea NOT NULL CHECK (octet_length(entry) = 73)
);

-- Roots of complete subtrees; level 0 are the leaves.
CREATE TABLE log_node (
    level smallint NOT NULL,
    index bigint NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (level, index)
);

-- One checkpoint for a size, for ever.
CREATE TABLE log_checkpoint (
    size bigint PRIMARY KEY,
    root bytea NOT NULL,
    note text NOT NULL,
    fence bigint NOT NULL,
    signed_at timestamptz NOT NULL
);

-- What was logged is never changed, whatever a later version of the service tries.
CREATE FUNCTION log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the directory log is append-only';
END
$$;
CREATE TRIGGER log_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_entry
    FOR EACH STATEMENT EXECUTE FUNCTION log_is_append_only();
CREATE TRIGGER log_node_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_node
    FOR EACH STATEMENT EXECUTE FUNCTION log_is_append_only();
CREATE TRIGGER log_checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION log_is_append_only();
