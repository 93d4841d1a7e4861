/**
 * What runs in Keycloak: it tells the identity service, after each commit, that something happened
 * to a user or group, and lists memberships in one answer. It decides nothing and keeps nothing:
 * what it loses is found by comparing.
 */
@NullMarked
package dev.strongroom.keycloak;

import org.jspecify.annotations.NullMarked;
