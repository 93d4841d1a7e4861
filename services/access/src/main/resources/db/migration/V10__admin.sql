-- A plain name that a manager publishes of a chain: this service and the administrators read it.
CREATE TABLE chain_label (
    chain bytea PRIMARY KEY REFERENCES chain (id),
    label text NOT NULL CHECK (length(label) BETWEEN 1 AND 100),
    set_by bytea NOT NULL,
    set_at timestamptz NOT NULL
);

-- A chain's history is read from its end, what was void beside what counts.
CREATE INDEX void_link_logged ON void_link (chain, log_index);

ALTER TABLE access_request ADD COLUMN nudged_at timestamptz;
-- Administrators' lists, newest first.
CREATE INDEX access_request_newest ON access_request (chain, number);
CREATE INDEX access_request_about ON access_request (user_id, number);
CREATE INDEX access_request_waits ON access_request (number) WHERE state IN ('unconfirmed', 'open');
CREATE INDEX group_member_manager ON group_member (group_id, user_id) WHERE role = 'manager';
