-- Several slots for an identity: one for the passphrase, one for each device, one for recovery.
ALTER TABLE key_slot ADD COLUMN slot_name text;
UPDATE key_slot SET slot_name = slot_type;
ALTER TABLE key_slot ALTER COLUMN slot_name SET NOT NULL;
ALTER TABLE key_slot ADD COLUMN label text NOT NULL DEFAULT '';
ALTER TABLE key_slot ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE key_slot ADD COLUMN used_at timestamptz;
ALTER TABLE key_slot DROP CONSTRAINT key_slot_pkey;
ALTER TABLE key_slot ADD PRIMARY KEY (identity, slot_name);

-- New devices that wait to be approved; gone once answered and fetched, or after a quarter of an hour.
CREATE TABLE device_request (
    user_id bytea NOT NULL REFERENCES person (user_id),
    device_id bytea NOT NULL,
    kem_key bytea NOT NULL,
    label text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    approval bytea,
    PRIMARY KEY (user_id, device_id)
);

-- What attesters signed of people; kept for ever, as it was signed.
CREATE TABLE attestation (
    hash bytea PRIMARY KEY,
    user_id bytea NOT NULL REFERENCES person (user_id),
    attester bytea NOT NULL,
    envelope bytea NOT NULL,
    log_index bigint NOT NULL,
    published_at timestamptz NOT NULL
);
CREATE INDEX attestation_user ON attestation (user_id, log_index);
