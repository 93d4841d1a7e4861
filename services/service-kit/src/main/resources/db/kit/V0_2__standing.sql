-- Who may go on, as identity's events tell it: whoever is not here was never cut off.
CREATE TABLE person_standing (
    user_id bytea PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('active', 'disabled', 'deleted')),
    -- Sequence of the event that said so: an older one that comes later changes nothing.
    state_seq bigint NOT NULL,
    -- Seconds since the epoch: tokens issued until then are refused.
    ended_at bigint NOT NULL
);
CREATE TABLE session_ended (
    session text PRIMARY KEY,
    noted_at timestamptz NOT NULL
);
CREATE INDEX session_ended_age ON session_ended (noted_at);
