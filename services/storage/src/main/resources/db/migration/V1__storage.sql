-- A room's history of commits. Its head is the newest row of commits; the counter is what a writer locks.
CREATE TABLE room (
    room bytea PRIMARY KEY,
    sequence bigint NOT NULL,
    head bytea,
    state bytea NOT NULL
);

CREATE TABLE room_commit (
    room bytea NOT NULL REFERENCES room (room),
    sequence bigint NOT NULL,
    hash bytea NOT NULL,
    state bytea NOT NULL,
    envelope bytea NOT NULL,
    committed_at timestamptz NOT NULL,
    PRIMARY KEY (room, sequence)
);

-- Nodes of the state tree, kept by hash, so that older states stay readable.
CREATE TABLE tree_node (
    room bytea NOT NULL REFERENCES room (room),
    hash bytea NOT NULL,
    node bytea NOT NULL,
    PRIMARY KEY (room, hash)
);

-- Change records, kept by hash.
CREATE TABLE change_record (
    room bytea NOT NULL REFERENCES room (room),
    hash bytea NOT NULL,
    node_id bytea NOT NULL,
    revision bigint NOT NULL,
    sequence bigint NOT NULL,
    record bytea NOT NULL,
    blob bytea,
    PRIMARY KEY (room, hash)
);
CREATE UNIQUE INDEX change_record_node ON change_record (room, node_id, revision);

-- Node keys, wrapped for the room.
CREATE TABLE node_wrap (
    room bytea NOT NULL REFERENCES room (room),
    record bytea NOT NULL,
    epoch bigint NOT NULL,
    wrap bytea NOT NULL,
    PRIMARY KEY (room, record, epoch)
);

-- Uploads, and the blobs that they become.
CREATE TABLE upload (
    blob bytea PRIMARY KEY,
    room bytea NOT NULL,
    user_id bytea NOT NULL,
    object text NOT NULL UNIQUE,
    s3_upload text NOT NULL,
    stored_length bigint NOT NULL,
    blob_length bigint NOT NULL,
    part_bytes bigint NOT NULL,
    parts int NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'completing', 'complete', 'aborted')),
    etags text NOT NULL DEFAULT '',
    started_at timestamptz NOT NULL
);
