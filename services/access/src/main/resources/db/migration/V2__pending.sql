-- A link is kept before its entry in the directory log is asked for, and is judged at the place that the log gave it.
ALTER TABLE link
    ADD COLUMN log_index bigint NOT NULL DEFAULT -1,
    ADD COLUMN checkpoint text NOT NULL DEFAULT '',
    ADD COLUMN inclusion text NOT NULL DEFAULT '';
ALTER TABLE link
    ALTER COLUMN log_index DROP DEFAULT,
    ALTER COLUMN checkpoint DROP DEFAULT,
    ALTER COLUMN inclusion DROP DEFAULT;
CREATE INDEX link_logged ON link (chain, log_index);

-- One for each chain at most: whoever comes while one is here finishes it first.
CREATE TABLE pending_link (
    hash bytea PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('group', 'room')),
    chain bytea NOT NULL UNIQUE,
    sequence bigint NOT NULL,
    -- The whole request as it came: link, boxes, wraps.
    request bytea NOT NULL,
    received_at timestamptz NOT NULL
);
-- Sealed bytes do not shrink.
ALTER TABLE pending_link ALTER COLUMN request SET STORAGE EXTERNAL;

-- Logged, and not valid at that place: clients are shown why.
CREATE TABLE void_link (
    hash bytea PRIMARY KEY,
    chain bytea NOT NULL,
    sequence bigint NOT NULL,
    envelope bytea NOT NULL,
    log_index bigint NOT NULL,
    reason text NOT NULL,
    detail text NOT NULL,
    judged_at timestamptz NOT NULL
);
CREATE INDEX void_link_chain ON void_link (chain, sequence);

ALTER TABLE chain
    -- How much of the log the author of the link knew that began the present epoch.
    ADD COLUMN epoch_known bigint NOT NULL DEFAULT 0,
    -- Somebody left since then who holds its keys.
    ADD COLUMN left_since boolean NOT NULL DEFAULT false;

-- The identity under which somebody is in the list.
ALTER TABLE group_member ADD COLUMN identity bytea NOT NULL DEFAULT '\x';
ALTER TABLE room_grant ADD COLUMN identity bytea NOT NULL DEFAULT '\x';

-- From the directory: how far it was looked through for changed keys, whose changed last at which place in the log, and
-- which identities were given up for compromise, where.
CREATE TABLE rotation_seen (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    size bigint NOT NULL
);
INSERT INTO rotation_seen (size) VALUES (0);
CREATE TABLE rotated (
    user_id bytea PRIMARY KEY,
    log_index bigint NOT NULL
);
CREATE INDEX rotated_index ON rotated (log_index);
CREATE TABLE compromised (
    identity bytea PRIMARY KEY,
    user_id bytea NOT NULL,
    log_index bigint NOT NULL
);
CREATE INDEX compromised_index ON compromised (log_index);

-- Several may hand a wrap in for one reader: one that does not open keeps nobody from another that does.
ALTER TABLE epoch_wrap ADD COLUMN author bytea NOT NULL DEFAULT '\x',
    ADD COLUMN kept_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE epoch_wrap DROP CONSTRAINT epoch_wrap_pkey;
ALTER TABLE epoch_wrap ADD PRIMARY KEY (chain, epoch, recipient_kind, recipient, reference, author);
