-- A projection as a service has it.
CREATE TABLE seen (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL UNIQUE,
    aggregate text NOT NULL,
    sequence bigint NOT NULL
);
