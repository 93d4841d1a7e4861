-- Rooms' newest commits, as storage has told of them.
CREATE TABLE room_head (
    room bytea PRIMARY KEY,
    sequence bigint NOT NULL,
    hash bytea NOT NULL,
    changed boolean NOT NULL
);
CREATE INDEX room_head_changed ON room_head (room) WHERE changed;

-- Maps that were logged. The newest one's row is locked by whoever makes the next.
CREATE TABLE room_map (
    number bigint PRIMARY KEY,
    root bytea NOT NULL,
    logged_at timestamptz NOT NULL
);
CREATE TABLE room_map_state (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    next_number bigint NOT NULL
);
INSERT INTO room_map_state (next_number) VALUES (0);

-- Nodes of all maps, by their hash.
CREATE TABLE room_map_node (
    hash bytea PRIMARY KEY,
    node bytea NOT NULL
);
