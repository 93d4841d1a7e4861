-- What somebody asks the managers of a group or room for. None of it is believed by a client; a removal cuts what this service releases.
CREATE TABLE access_request (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Random for a request; of a proposal the hash of its payload.
    id bytea NOT NULL UNIQUE,
    origin text NOT NULL CHECK (origin IN ('administrator', 'self', 'proposal')),
    chain_kind text NOT NULL CHECK (chain_kind IN ('group', 'room')),
    -- No reference: whoever asks for himself is not told whether it is there.
    chain bytea NOT NULL,
    action text NOT NULL CHECK (action IN ('add', 'remove', 'role')),
    user_id bytea NOT NULL,
    role text NOT NULL,
    reason text NOT NULL,
    -- Of a proposal; empty otherwise.
    envelope bytea NOT NULL DEFAULT '\x',
    filed_by bytea NOT NULL,
    filed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('unconfirmed', 'open', 'fulfilled', 'rejected', 'withdrawn', 'lapsed')),
    -- A removal in force: nothing more is released to the user of this chain until it expires.
    cuts boolean NOT NULL,
    confirmed_by bytea,
    closed_by bytea,
    closed_at timestamptz,
    -- The link that did what was asked for.
    link bytea
);
CREATE INDEX access_request_cut ON access_request (user_id, chain) WHERE cuts;
CREATE INDEX access_request_chain ON access_request (chain, user_id) WHERE state IN ('unconfirmed', 'open');
CREATE INDEX access_request_filed ON access_request (filed_by, number);
CREATE INDEX access_request_expiry ON access_request (expires_at) WHERE state IN ('unconfirmed', 'open');
-- The same asked for twice is one request; signed proposals have names of their own.
CREATE UNIQUE INDEX access_request_once ON access_request (chain, user_id, action, origin)
    WHERE state IN ('unconfirmed', 'open') AND origin <> 'proposal';
