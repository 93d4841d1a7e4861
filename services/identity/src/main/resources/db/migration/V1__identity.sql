-- The organisation: one for an installation, for ever.
CREATE TABLE organisation (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    organisation bytea NOT NULL
);

CREATE TABLE policy (
    sequence bigint PRIMARY KEY,
    hash bytea NOT NULL UNIQUE,
    envelope bytea NOT NULL,
    published_at timestamptz NOT NULL
);

-- People, mirrored from the sign-on at first sight.
CREATE TABLE person (
    user_id bytea PRIMARY KEY,
    subject text NOT NULL UNIQUE,
    username text NOT NULL,
    email text NOT NULL,
    seen_at timestamptz NOT NULL
);
CREATE INDEX person_username ON person (lower(username));
CREATE INDEX person_email ON person (lower(email));

-- Identity statements: kept for ever, as they were signed.
CREATE TABLE identity_statement (
    hash bytea PRIMARY KEY,
    user_id bytea NOT NULL REFERENCES person (user_id),
    generation bigint NOT NULL,
    envelope bytea NOT NULL,
    published_at timestamptz NOT NULL,
    UNIQUE (user_id, generation)
);

-- What an identity's owner claims of himself: the only body that can be erased.
CREATE TABLE claim (
    hash bytea PRIMARY KEY REFERENCES identity_statement (hash),
    display_name text NOT NULL,
    email text NOT NULL,
    salt bytea NOT NULL
);

CREATE TABLE key_slot (
    user_id bytea NOT NULL REFERENCES person (user_id),
    slot_type text NOT NULL,
    slot bytea NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, slot_type)
);
