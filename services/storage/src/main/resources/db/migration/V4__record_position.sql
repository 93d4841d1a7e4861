-- A commit's changes root is over its records in order: whoever replays a commit needs them so.
ALTER TABLE change_record ADD COLUMN position int NOT NULL DEFAULT 0;
CREATE INDEX change_record_commit ON change_record (room, sequence, position);
