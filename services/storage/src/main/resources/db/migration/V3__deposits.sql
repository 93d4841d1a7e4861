-- What was sent into a room by people who may only do that. Waits until an editor's commit adopts it.
CREATE TABLE deposit (
    hash bytea PRIMARY KEY,
    room bytea NOT NULL,
    deposit_id bytea NOT NULL,
    user_id bytea NOT NULL,
    epoch bigint NOT NULL,
    blob bytea NOT NULL UNIQUE,
    stored_length bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'adopted', 'rejected', 'withdrawn')),
    envelope bytea NOT NULL,
    place bigint GENERATED ALWAYS AS IDENTITY,
    deposited_at timestamptz NOT NULL,
    settled_at timestamptz,
    adopted_by bigint,
    UNIQUE (room, user_id, deposit_id),
    CHECK ((adopted_by IS NOT NULL) = (state = 'adopted'))
);
CREATE INDEX deposit_waiting ON deposit (room, place) WHERE state = 'waiting';
CREATE INDEX deposit_of ON deposit (room, user_id, place);

-- Uploads for a deposit are the only ones that somebody who does not write may make.
ALTER TABLE upload ADD COLUMN for_deposit boolean NOT NULL DEFAULT false;
CREATE INDEX upload_for_deposit ON upload (room, user_id, started_at) WHERE for_deposit;
