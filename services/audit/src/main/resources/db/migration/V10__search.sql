-- Whom an event concerns: who acted, and everybody whom its data names.
CREATE FUNCTION audit_people(actor text, data jsonb) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (
        SELECT array_agg(DISTINCT named.id) FROM (
            SELECT actor AS id
            UNION ALL SELECT data ->> 'aggregate'
            UNION ALL SELECT data ->> 'subject'
            UNION ALL SELECT changed.value ->> 'subject'
                FROM jsonb_array_elements(
                    CASE jsonb_typeof(data -> 'changes') WHEN 'array' THEN data -> 'changes' END) changed
            UNION ALL SELECT listed.id
                FROM unnest(ARRAY['joined', 'left']) field,
                LATERAL jsonb_array_elements_text(
                    CASE jsonb_typeof(data -> field) WHEN 'array' THEN data -> field END) AS listed (id)
        ) named WHERE named.id IS NOT NULL
    );

ALTER TABLE audit_event
    ADD COLUMN people text[] GENERATED ALWAYS AS (audit_people(actor, data::jsonb)) STORED;
CREATE INDEX audit_event_people ON audit_event USING gin (people);
CREATE INDEX audit_event_happened ON audit_event (happened_at, position);
CREATE INDEX audit_event_type ON audit_event (type, position);
