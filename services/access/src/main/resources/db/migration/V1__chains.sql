-- Groups and rooms: each a chain of signed links.
CREATE TABLE chain (
    id bytea PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('group', 'room')),
    sequence bigint NOT NULL,
    head bytea NOT NULL,
    epoch bigint NOT NULL,
    index_key bigint NOT NULL,
    acl_revision bigint NOT NULL
);

CREATE TABLE link (
    chain bytea NOT NULL REFERENCES chain (id),
    sequence bigint NOT NULL,
    hash bytea NOT NULL UNIQUE,
    envelope bytea NOT NULL,
    accepted_at timestamptz NOT NULL,
    PRIMARY KEY (chain, sequence)
);

-- Beside the links, which hold their hashes.
CREATE TABLE epoch_box (
    chain bytea NOT NULL REFERENCES chain (id),
    epoch bigint NOT NULL,
    box bytea NOT NULL,
    history bytea,
    PRIMARY KEY (chain, epoch)
);

CREATE TABLE epoch_wrap (
    chain bytea NOT NULL REFERENCES chain (id),
    epoch bigint NOT NULL,
    recipient_kind text NOT NULL CHECK (recipient_kind IN ('user', 'group')),
    recipient bytea NOT NULL,
    reference text NOT NULL,
    wrap bytea NOT NULL,
    PRIMARY KEY (chain, epoch, recipient_kind, recipient, reference)
);

-- The authority: who is in which group, which room is granted to whom. Follows from the links, in their transaction.
CREATE TABLE group_member (
    group_id bytea NOT NULL REFERENCES chain (id),
    user_id bytea NOT NULL,
    role text NOT NULL,
    PRIMARY KEY (group_id, user_id)
);
CREATE INDEX group_member_user ON group_member (user_id);

CREATE TABLE room_grant (
    room bytea NOT NULL REFERENCES chain (id),
    grantee_kind text NOT NULL CHECK (grantee_kind IN ('user', 'group')),
    grantee bytea NOT NULL,
    role text NOT NULL,
    rank int NOT NULL,
    -- For a group: its epoch to which the room's present epoch is wrapped.
    wrapped_epoch bigint NOT NULL,
    PRIMARY KEY (room, grantee_kind, grantee)
);
CREATE INDEX room_grant_grantee ON room_grant (grantee);

-- Groups that a room is or was granted to: their members' chains stay readable to the room's members.
CREATE TABLE room_group_ever (
    room bytea NOT NULL REFERENCES chain (id),
    group_id bytea NOT NULL,
    PRIMARY KEY (room, group_id)
);
