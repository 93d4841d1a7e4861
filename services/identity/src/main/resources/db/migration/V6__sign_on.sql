-- The sign-on's users, groups and memberships, mirrored. A person keeps his row, keys and statements for ever; what the
-- sign-on makes of him is his state.
ALTER TABLE person ADD COLUMN state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'disabled', 'deleted'));
ALTER TABLE person ADD COLUMN mirrored_at timestamptz;
-- Seen: has signed in, or was looked up. Whoever was only mirrored was not.
ALTER TABLE person ALTER COLUMN seen_at DROP NOT NULL;
-- The order of lists, whatever the database's language.
CREATE INDEX person_list ON person (lower(username) COLLATE "C", user_id);
CREATE INDEX person_state ON person (state) WHERE state <> 'active';

CREATE TABLE directory_group (
    id text PRIMARY KEY,
    path text NOT NULL,
    name text NOT NULL,
    mirrored_at timestamptz NOT NULL
);
CREATE INDEX directory_group_list ON directory_group (lower(path) COLLATE "C", id);

CREATE TABLE directory_member (
    group_id text NOT NULL REFERENCES directory_group (id) ON DELETE CASCADE,
    user_id bytea NOT NULL REFERENCES person (user_id),
    PRIMARY KEY (group_id, user_id)
);
CREATE INDEX directory_member_user ON directory_member (user_id);

-- The newest sign-ins of each person, as the sign-on told them.
CREATE TABLE sign_in (
    user_id bytea NOT NULL REFERENCES person (user_id),
    at timestamptz NOT NULL,
    client text NOT NULL,
    address text NOT NULL,
    PRIMARY KEY (user_id, at, client)
);

-- How the mirror is: one row, which whoever reconciles holds.
CREATE TABLE sign_on (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    reachable boolean NOT NULL DEFAULT false,
    last_event_at timestamptz,
    last_full_at timestamptz,
    last_outcome text NOT NULL DEFAULT 'none yet',
    due boolean NOT NULL DEFAULT true,
    deletions_confirmed boolean NOT NULL DEFAULT false
);
INSERT INTO sign_on DEFAULT VALUES;

CREATE TABLE sign_on_problem (
    code text NOT NULL,
    detail text NOT NULL,
    PRIMARY KEY (code, detail)
);

-- What was shown once and is taken once: pushes and logout tokens.
CREATE TABLE sign_on_shown (
    id text PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sign_on_shown_expiry ON sign_on_shown (expires_at);
