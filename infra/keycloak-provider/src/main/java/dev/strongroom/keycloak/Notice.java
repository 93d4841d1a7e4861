package dev.strongroom.keycloak;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What happened. The identity service takes it as a hint and asks for the state of things itself;
 * sign-ins and ended sessions it takes as they are told.
 *
 * @param kind {@code user}, {@code disabled}, {@code groups-of}, {@code group}, {@code group-tree},
 *     {@code sign-in}, {@code signed-out}, {@code lost}
 * @param at milliseconds since the epoch
 * @param subject user's id; empty where it is about none
 * @param group its id; empty where it is about none
 * @param session a session's id; empty for all of the subject's
 * @param client that was signed in to
 * @param address that the user came from
 */
record Notice(
    String kind,
    long at,
    String subject,
    String group,
    String session,
    String client,
    String address) {
  static Notice user(long at, String subject) {
    return new Notice("user", at, subject, "", "", "", "");
  }

  static Notice disabled(long at, String subject) {
    return new Notice("disabled", at, subject, "", "", "", "");
  }

  static Notice groupsOf(long at, String subject) {
    return new Notice("groups-of", at, subject, "", "", "", "");
  }

  static Notice group(long at, String group) {
    return new Notice("group", at, "", group, "", "", "");
  }

  /** A group's name or place changed, and with it the paths of those below. */
  static Notice groupTree(long at) {
    return new Notice("group-tree", at, "", "", "", "", "");
  }

  static Notice signIn(long at, String subject, String session, String client, String address) {
    return new Notice("sign-in", at, subject, "", session, client, address);
  }

  static Notice signedOut(long at, String subject, String session) {
    return new Notice("signed-out", at, subject, "", session, "", "");
  }

  /** Something was told to nobody. */
  static Notice lost(long at) {
    return new Notice("lost", at, "", "", "", "", "");
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", kind);
    json.put("at", at);
    json.put("subject", subject);
    json.put("group", group);
    json.put("session", session);
    json.put("client", client);
    json.put("address", address);
    return json;
  }
}
