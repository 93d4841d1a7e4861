-- Requests that the sign-on is the source of: who may not sign in any more, and changes in its directory's groups.
ALTER TABLE access_request DROP CONSTRAINT access_request_origin_check;
ALTER TABLE access_request ADD CONSTRAINT access_request_origin_check
    CHECK (origin IN ('administrator', 'self', 'proposal', 'directory', 'sign-on'));

-- Who is in which group of the sign-on's directory, as identity's events tell it.
CREATE TABLE directory_member (
    directory_group text NOT NULL,
    user_id bytea NOT NULL,
    PRIMARY KEY (directory_group, user_id)
);

-- A group whose managers are asked for what changes in a directory group.
CREATE TABLE feed (
    chain bytea PRIMARY KEY REFERENCES chain (id),
    directory_group text NOT NULL,
    set_by bytea NOT NULL,
    set_at timestamptz NOT NULL,
    -- The directory has that group no longer: nothing comes from it.
    broken boolean NOT NULL DEFAULT false
);
CREATE INDEX feed_directory_group ON feed (directory_group);
