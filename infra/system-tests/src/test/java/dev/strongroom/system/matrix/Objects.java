package dev.strongroom.system.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.demo.Player;
import dev.strongroom.local.Stack;
import dev.strongroom.local.testing.Waiting;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.system.Platform;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the endpoints are asked about: a room and a group of the manager's, and something of each
 * kind in them.
 *
 * @param ids of these, by the name of the parameter
 */
record Objects(Map<String, String> ids) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROOM = "Matrix";

  static Objects made(Platform platform, Callers callers) throws IOException, InterruptedException {
    Player manager = callers.person(Kind.MANAGER);
    Player subject = platform.enrolled("matrix-subject");
    String room = manager.asks("room", "create", ROOM).path("id").asText();
    String group = manager.asks("group", "create", "Matrix staff").path("id").asText();
    // A second link, which is no founding.
    manager.does("group", "rotate", group);
    manager.does("room", "add", ROOM, "--group", group, "--role", "viewer");
    manager.does("put", manager.writes("text", "text").toString(), ROOM + "/text");
    manager.does(
        "room",
        "add",
        ROOM,
        "--user",
        subject.name(),
        "--role",
        "depositor",
        "--expect-fingerprint",
        subject.asks("whoami").path("fingerprint").asText());
    subject.does("room", "accept", room, "--as", ROOM, "--yes");
    subject.does("put", subject.writes("text", "text").toString(), ROOM + "/");
    String user = subject.asks("whoami").path("user").asText();

    Map<String, String> ids = new HashMap<>();
    ids.put("room", room);
    ids.put("group", group);
    ids.put("chain", room);
    ids.put("kind", "rooms");
    ids.put("user", user);
    ids.put("epoch", "1");
    ids.put("folder", Bytes.of(new byte[16]).toBase64Url());
    String identity = identityOf(callers);
    ids.put("hash", identity);
    ids.put("identity", identity);
    ids.put("query.name", subject.name());
    ids.put("query.epoch", "1");
    ids.put("device", deviceOf(callers));
    ids.put("slot", "passphrase");
    ids.put("name", "passphrase");
    // Signed by the manager: whoever else hands them in has at least that wrong.
    String ofRoom = newestLink(callers, "rooms/" + room);
    ids.put("body.envelope", ofRoom);
    ids.put("body.links", ofRoom);
    ids.put("groups.envelope", newestLink(callers, "groups/" + group));
    ids.put("body.kind", "user");
    ids.put("body.recipient", user);
    ids.put("body.reference", identity);
    ids.put("body.chainKind", "room");
    ids.put("body.action", "add");
    ids.put("body.role", "viewer");
    ids.put("body.reason", "the table of who may what");
    ids.put(
        "deposit", manager.asks("room", "inbox", "list", ROOM).path(0).path("deposit").asText());
    ids.put(
        "upload",
        callers
            .made(
                Kind.MANAGER,
                "POST",
                "/storage/v1/rooms/" + room + "/uploads",
                "{\"storedLength\":100,\"deposit\":false}")
            .path("upload")
            .asText());
    ids.put(
        "request",
        callers
            .made(
                Kind.ORG_ADMIN,
                "POST",
                "/access/v1/requests",
                """
                {"chainKind":"group","chain":"%s","action":"add","user":"%s","role":"member",\
                "reason":"the table of who may what"}\
                """
                    .formatted(group, user))
            .path("id")
            .asText());
    ids.put("id", directoryGroup(platform, callers));
    ids.put("other.room", manager.asks("room", "create", ROOM + " 2").path("id").asText());
    ids.put("other.group", manager.asks("group", "create", "Other staff").path("id").asText());
    return new Objects(Map.copyOf(ids));
  }

  /** The same, about another room and group of the manager's. */
  Objects other() {
    Map<String, String> other = new HashMap<>(ids);
    for (String name : List.of("room", "group")) {
      other.put(name, ids.getOrDefault("other." + name, ""));
    }
    return new Objects(Map.copyOf(other));
  }

  /** A new device of the manager's, which waits to be approved. */
  private static String deviceOf(Callers callers) throws IOException, InterruptedException {
    String device = random(16);
    try (KemPrivateKey key = KemPrivateKey.fromSeed(SecretBytes.random(new SecureRandom(), 32))) {
      callers.made(
          Kind.MANAGER,
          "POST",
          "/identity/v1/me/devices",
          JSON.createObjectNode()
              .put("device", device)
              .put("key", key.publicKey().value().toBase64Url())
              .put("label", "another machine")
              .toString());
    }
    return device;
  }

  /** Hash of the manager's identity statement. */
  private static String identityOf(Callers callers) throws IOException, InterruptedException {
    String envelope = callers.ask(Kind.MANAGER, "GET", "/identity/v1/me", Optional.empty()).body();
    return Envelope.decode(
            StatementKind.IDENTITY,
            Bytes.fromBase64Url(JSON.readTree(envelope).path("identities").path(0).asText()))
        .hash()
        .toString();
  }

  /** Id of a group of the sign-on's that is mirrored. */
  private static String directoryGroup(Platform platform, Callers callers) throws IOException {
    String name = "matrix-group";
    ObjectNode groups = JSON.createObjectNode().put("ifResourceExists", "SKIP");
    groups.putArray("groups").addObject().put("name", name).put("path", "/" + name);
    platform.stack().keycloakAdmin().importInto(Stack.REALM, groups);
    String[] id = {""};
    Waiting.until(
        Duration.ofMinutes(2),
        () -> {
          id[0] =
              JSON.readTree(
                      callers
                          .ask(
                              Kind.ORG_ADMIN,
                              "GET",
                              "/identity/v1/admin/directory/groups?query=" + name,
                              Optional.empty())
                          .body())
                  .path("items")
                  .path(0)
                  .path("id")
                  .asText();
          return !id[0].isEmpty();
        });
    return id[0];
  }

  private static String newestLink(Callers callers, String chain)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        callers.ask(Kind.MANAGER, "GET", "/access/v1/" + chain, Optional.empty());
    JsonNode links = JSON.readTree(answer.body()).path("links");
    return links.path(links.size() - 1).path("envelope").asText();
  }

  /** The same names with ids of the same shape that nothing has. */
  Objects none() {
    Map<String, String> none = new HashMap<>(ids);
    for (String name : ids.keySet()) {
      switch (name) {
        case "room",
            "group",
            "chain",
            "user",
            "hash",
            "identity",
            "deposit",
            "upload",
            "request",
            "device" ->
            none.put(name, random(Bytes.fromBase64Url(ids.get(name)).length()));
        default -> {
          // Not an id of something.
        }
      }
    }
    return new Objects(Map.copyOf(none));
  }

  private static String random(int bytes) {
    byte[] some = new byte[bytes];
    new SecureRandom().nextBytes(some);
    return Bytes.of(some).toBase64Url();
  }
}
