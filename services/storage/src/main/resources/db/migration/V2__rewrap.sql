-- Several people may wrap one node key for one epoch: a worthless wrap keeps nobody from a good one.
ALTER TABLE node_wrap ADD COLUMN author bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex');
ALTER TABLE node_wrap ALTER COLUMN author DROP DEFAULT;
ALTER TABLE node_wrap DROP CONSTRAINT node_wrap_pkey;
ALTER TABLE node_wrap ADD PRIMARY KEY (room, record, epoch, author);

-- Everything whose key is wrapped for the room, and the newest epoch under which it is.
-- sequence is that of the commit which brought it; null for what no commit has taken yet.
CREATE TABLE wrapped_item (
    room bytea NOT NULL REFERENCES room (room),
    item bytea NOT NULL,
    kind text NOT NULL CHECK (kind IN ('record', 'deposit')),
    sequence bigint,
    epoch bigint NOT NULL,
    PRIMARY KEY (room, item)
);
CREATE INDEX wrapped_item_epoch ON wrapped_item (room, epoch);
INSERT INTO wrapped_item (room, item, kind, sequence, epoch)
    SELECT r.room, r.hash, 'record', r.sequence, max(w.epoch)
    FROM change_record r JOIN node_wrap w ON w.room = r.room AND w.record = r.hash
    GROUP BY r.room, r.hash, r.sequence;

-- How far the keys of the present epoch were handed out to be wrapped, in key order.
CREATE TABLE rewrap_round (
    room bytea PRIMARY KEY,
    epoch bigint NOT NULL,
    handed_out bytea NOT NULL,
    told_at timestamptz
);

-- A range of items that one client works on, until it expires.
CREATE TABLE rewrap_claim (
    room bytea NOT NULL REFERENCES rewrap_round (room),
    claim bytea NOT NULL,
    user_id bytea NOT NULL,
    behind bytea NOT NULL,
    upto bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (room, claim)
);

-- Whose wraps they are.
CREATE TABLE rewrap_author (
    room bytea NOT NULL,
    epoch bigint NOT NULL,
    user_id bytea NOT NULL,
    wraps bigint NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (room, epoch, user_id)
);

-- Epochs that a room's link has retired, up to a commit; and how far their wraps are dropped.
CREATE TABLE retirement (
    room bytea NOT NULL,
    oldest bigint NOT NULL,
    sequence bigint NOT NULL,
    dropped bytea NOT NULL,
    finished boolean NOT NULL,
    PRIMARY KEY (room, oldest)
);
CREATE INDEX retirement_open ON retirement (room, oldest) WHERE NOT finished;
