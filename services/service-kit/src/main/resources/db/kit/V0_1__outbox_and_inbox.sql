-- The outbox: written in the transaction of the change, published by state. Columns as Debezium's outbox router expects.
CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    aggregatetype text NOT NULL,
    aggregateid text NOT NULL,
    seq bigint NOT NULL,
    type text NOT NULL,
    payload text NOT NULL,
    created_at timestamptz NOT NULL,
    published_at timestamptz,
    UNIQUE (aggregateid, seq)
);
CREATE INDEX outbox_unpublished ON outbox (aggregateid, seq) WHERE published_at IS NULL;

-- The last sequence given out for an aggregate; its row is locked while the next one is given.
CREATE TABLE outbox_aggregate (
    aggregateid text PRIMARY KEY,
    last_seq bigint NOT NULL
);

-- The inbox: which events were applied, in the transaction that applied them.
CREATE TABLE inbox_event (
    event_id uuid PRIMARY KEY,
    applied_at timestamptz NOT NULL
);
CREATE TABLE inbox_aggregate (
    source text NOT NULL,
    aggregateid text NOT NULL,
    last_seq bigint NOT NULL,
    PRIMARY KEY (source, aggregateid)
);

-- Events of an aggregate that is parked behind one that could not be applied.
CREATE TABLE inbox_parked (
    event_id uuid PRIMARY KEY,
    source text NOT NULL,
    aggregateid text NOT NULL,
    seq bigint NOT NULL,
    event text NOT NULL,
    reason text NOT NULL,
    parked_at timestamptz NOT NULL
);
CREATE INDEX inbox_parked_aggregate ON inbox_parked (source, aggregateid, seq);

-- What could not even be decoded.
CREATE TABLE inbox_undecodable (
    topic text NOT NULL,
    partition int NOT NULL,
    "offset" bigint NOT NULL,
    record bytea NOT NULL,
    kept_at timestamptz NOT NULL,
    PRIMARY KEY (topic, partition, "offset")
);
