-- What a room takes in the store: uploads that are complete, whether a commit names them or not yet; by the day on
-- which they were. Written in the transaction of the completion; rows of one room only, so rooms do not wait for each
-- other.
CREATE TABLE room_stored (
    room bytea PRIMARY KEY,
    bytes bigint NOT NULL CHECK (bytes >= 0)
);
CREATE TABLE room_stored_day (
    day date NOT NULL,
    room bytea NOT NULL,
    bytes bigint NOT NULL,
    PRIMARY KEY (day, room)
);
INSERT INTO room_stored (room, bytes)
    SELECT room, sum(blob_length) FROM upload WHERE state = 'complete' GROUP BY room;
INSERT INTO room_stored_day (day, room, bytes)
    SELECT (started_at AT TIME ZONE 'UTC')::date, room, sum(blob_length)
    FROM upload WHERE state = 'complete' GROUP BY 1, 2;

-- As much as a room may take.
CREATE TABLE room_quota (
    room bytea PRIMARY KEY,
    bytes bigint NOT NULL CHECK (bytes >= 0),
    set_by bytea NOT NULL,
    set_at timestamptz NOT NULL
);
-- What is under way counts as well, while it may still arrive.
CREATE INDEX upload_under_way ON upload (room, started_at) WHERE state IN ('open', 'completing');

-- Records of a room, counted in the commit's transaction.
ALTER TABLE room ADD COLUMN revisions bigint NOT NULL DEFAULT 0;
UPDATE room r SET revisions = (SELECT count(*) FROM change_record c WHERE c.room = r.room);

-- How far a rewrap was when it was told last: lists show that and do not count.
ALTER TABLE rewrap_round
    ADD COLUMN done bigint NOT NULL DEFAULT 0,
    ADD COLUMN total bigint NOT NULL DEFAULT 0;
