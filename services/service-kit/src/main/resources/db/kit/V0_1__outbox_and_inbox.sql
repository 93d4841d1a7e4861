-- The outbox: written in the transaction of the change, published by state. The first five columns are those that
-- Debezium's outbox event router expects by default; the payload is the whole event as it is published.
CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    aggregatetype varchar(255) NOT NULL,
    aggregateid varchar(255) NOT NULL,
    type varchar(255) NOT NULL,
    payload jsonb NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    -- Follows from the aggregate: one publisher at a time for each slot.
    slot smallint NOT NULL CHECK (slot BETWEEN 0 AND 63),
    created_at timestamptz NOT NULL,
    published_at timestamptz,
    UNIQUE (aggregatetype, aggregateid, seq)
);
CREATE INDEX outbox_unpublished ON outbox (slot, aggregateid, seq) WHERE published_at IS NULL;
CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;

-- The last sequence given out for an aggregate; a writer gives the next one only to the value that it read.
CREATE TABLE outbox_aggregate (
    aggregatetype varchar(255) NOT NULL,
    aggregateid varchar(255) NOT NULL,
    last_seq bigint NOT NULL,
    PRIMARY KEY (aggregatetype, aggregateid)
);

-- Wakes the publisher with the commit. Only that: what is not heard is found by looking.
CREATE FUNCTION outbox_wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('strongroom_outbox', NEW.slot::text);
    RETURN NULL;
END $$;
CREATE TRIGGER outbox_wakes AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION outbox_wake();

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
