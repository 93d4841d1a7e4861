-- What somebody is to be told of, or was: one row for each recipient and kind, so that a flood of events is one message.
CREATE TABLE notification (
    -- user:<id>, administrator:<address> or webhook.
    recipient text NOT NULL,
    kind text NOT NULL,
    -- Since the last message; 0 if nothing waits.
    waiting bigint NOT NULL,
    -- The message that is to be sent, the same at each attempt.
    message uuid NOT NULL,
    due_at timestamptz,
    attempts int NOT NULL DEFAULT 0,
    sent_at timestamptz,
    PRIMARY KEY (recipient, kind)
);
CREATE INDEX notification_due ON notification (due_at) WHERE due_at IS NOT NULL;
