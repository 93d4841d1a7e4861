package dev.strongroom.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.demo.Player;
import dev.strongroom.local.testing.Waiting;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.epoch.Recipient;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whoever runs the platform: asks the services past any client, and writes into their tables. */
final class Operator {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Platform platform;

  Operator(Platform platform) {
    this.platform = platform;
  }

  /** A wrap as it is stored. */
  record Wrap(ChainId chain, long epoch, Recipient recipient, Bytes bytes) {}

  /**
   * What a service says to a request in somebody's name. A question is asked again while a service
   * is busy, as any client asks; a change is not.
   */
  int status(Player player, String method, String path, String body) {
    int[] status = new int[1];
    Waiting.until(
        PATIENCE,
        () -> {
          status[0] = once(player, method, path, body);
          return status[0] != 503 || !method.equals("GET");
        });
    return status[0];
  }

  private int once(Player player, String method, String path, String body) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create(platform.url() + path))
                .header("Authorization", "Bearer " + token(player))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private static String token(Player player) throws IOException {
    return JSON.readTree(Files.readAllBytes(player.config().folder().resolve("tokens.json")))
        .path("access")
        .asText();
  }

  int proposes(Player player, Envelope proposal) throws Exception {
    ObjectNode body = JSON.createObjectNode().put("envelope", proposal.encode().toBase64Url());
    return status(player, "POST", "/access/v1/proposals", body.toString());
  }

  /** Hands a room's link in. */
  int submits(Player player, Signed<RoomLink> link) throws Exception {
    ObjectNode body =
        JSON.createObjectNode()
            .put("envelope", link.envelope().encode().toBase64Url())
            .put("box", "")
            .put("history", "");
    body.putArray("wraps");
    return status(
        player,
        "POST",
        "/access/v1/rooms/" + link.body().room().orElseThrow() + "/links",
        body.toString());
  }

  /** Hands in a wrap for himself. */
  int wraps(Player player, String room, OwnKeys keys, Bytes wrap) throws Exception {
    ObjectNode body = JSON.createObjectNode();
    body.putArray("wraps")
        .addObject()
        .put("kind", "user")
        .put("recipient", keys.user().toString())
        .put("reference", keys.identity().hash().toString())
        .put("wrap", wrap.toBase64Url())
        .put("epoch", 1);
    return status(player, "POST", "/access/v1/rooms/" + room + "/wraps", body.toString());
  }

  private Connection access() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:"
            + platform.stack().settings().port("postgres")
            + "/access?user=postgres");
  }

  private int change(String sql, Object... values) throws SQLException {
    try (Connection connection = access();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  /** Has a request ask for somebody whom there is not. */
  void asksForNobody(String request) throws SQLException {
    change(
        "UPDATE access_request SET user_id = ? WHERE id = ?",
        Bytes.utf8("n".repeat(UserId.LENGTH_BYTES)).toArray(),
        Bytes.fromBase64Url(request).toArray());
  }

  private static byte[] id(String chain) {
    return ChainId.parse(chain).value().toArray();
  }

  /** Writes somebody in beside {@code manager}, as a manager, and gives him his wraps. */
  void enters(String room, String group, UserId manager, OwnKeys keys) throws SQLException {
    byte[] own = keys.user().value().toArray();
    byte[] other = manager.value().toArray();
    change(
        "INSERT INTO room_grant (room, grantee_kind, grantee, role, rank, wrapped_epoch)"
            + " SELECT room, grantee_kind, ?, role, rank, wrapped_epoch FROM room_grant"
            + " WHERE room = ? AND grantee = ?",
        own,
        id(room),
        other);
    change(
        "INSERT INTO group_member (group_id, user_id, role)"
            + " SELECT group_id, ?, role FROM group_member WHERE group_id = ? AND user_id = ?",
        own,
        id(group),
        other);
    for (String chain : List.of(room, group)) {
      change(
          "INSERT INTO epoch_wrap (chain, epoch, recipient_kind, recipient, reference, wrap, author)"
              + " SELECT chain, epoch, recipient_kind, ?, ?, wrap, author FROM epoch_wrap"
              + " WHERE chain = ? AND recipient = ?",
          own,
          keys.identity().hash().toString(),
          id(chain),
          other);
    }
  }

  void leaves(String room, String group, OwnKeys keys) throws SQLException {
    byte[] own = keys.user().value().toArray();
    change("DELETE FROM room_grant WHERE room = ? AND grantee = ?", id(room), own);
    change("DELETE FROM group_member WHERE group_id = ? AND user_id = ?", id(group), own);
    for (String chain : List.of(room, group)) {
      change("DELETE FROM epoch_wrap WHERE chain = ? AND recipient = ?", id(chain), own);
    }
  }

  List<Wrap> allWraps(String... chains) throws SQLException {
    List<Wrap> all = new ArrayList<>();
    for (String chain : chains) {
      try (Connection connection = access();
          PreparedStatement statement =
              connection.prepareStatement(
                  "SELECT epoch, recipient_kind, recipient, reference, wrap FROM epoch_wrap"
                      + " WHERE chain = ?")) {
        statement.setBytes(1, id(chain));
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            all.add(
                new Wrap(
                    ChainId.parse(chain),
                    rows.getLong(1),
                    recipient(rows.getString(2), Bytes.of(rows.getBytes(3)), rows.getString(4)),
                    Bytes.of(rows.getBytes(5))));
          }
        }
      }
    }
    return all;
  }

  private static Recipient recipient(String kind, Bytes id, String reference) {
    return kind.equals("user")
        ? new Recipient.User(new UserId(id), Hash.parse(reference))
        : new Recipient.Group(new ChainId(id), Long.parseLong(reference));
  }

  /** How many links a chain has. */
  long count(String chain) throws SQLException {
    try (Connection connection = access();
        PreparedStatement statement =
            connection.prepareStatement("SELECT count(*) FROM link WHERE chain = ?")) {
      statement.setBytes(1, id(chain));
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  /** The checkpoint in a room's newest link. */
  String newestNote(String room) throws SQLException {
    try (Connection connection = access();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT envelope FROM link WHERE chain = ? ORDER BY sequence DESC LIMIT 1")) {
      statement.setBytes(1, id(room));
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return RoomLink.decode(Envelope.decode(StatementKind.ROOM, Bytes.of(rows.getBytes(1))))
            .body()
            .directory();
      }
    }
  }
}
