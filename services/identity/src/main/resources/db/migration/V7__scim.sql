-- What a directory that provisions by SCIM calls a user or group of Keycloak's.
CREATE TABLE scim_external (
    id text PRIMARY KEY,
    external_id text NOT NULL
);
CREATE INDEX scim_external_id ON scim_external (external_id);
