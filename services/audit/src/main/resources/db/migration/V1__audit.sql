-- What happened, as the services told it. Ids only; names are not here to be erased.
CREATE TABLE audit_event (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL UNIQUE,
    source text NOT NULL,
    type text NOT NULL,
    aggregate text NOT NULL,
    sequence bigint NOT NULL,
    actor text NOT NULL,
    happened_at timestamptz NOT NULL,
    data text NOT NULL
);
CREATE INDEX audit_event_actor ON audit_event (actor, position);
CREATE INDEX audit_event_aggregate ON audit_event (aggregate, position);
