package dev.strongroom.sdk.chain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.chain.ChainLimits;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A chain as the server answers it; nothing of it verified.
 *
 * @param bodies of the links behind the place asked from, and of those that did not count
 * @param boxes by epoch
 */
record ChainDocument(List<Envelope> bodies, Map<Long, Box> boxes, List<Wrap> wraps) {
  /** Of what did not count, the log itself says how much there can be. */
  private static final int MAX_VOIDS = 10_000;

  record Box(Bytes box, Bytes history) {}

  record Wrap(long epoch, String kind, Bytes recipient, String reference, Bytes wrap) {}

  /**
   * Asks for what stands behind {@code after}, page by page.
   *
   * @param after place of the last link that is known; -1 for none
   */
  static ChainDocument fetch(Server server, StatementKind kind, String path, long after) {
    List<Envelope> bodies = new ArrayList<>();
    int voids = 0;
    long from = after;
    while (true) {
      JsonNode page = server.get(path + "?after=" + from);
      for (JsonNode link : page.path("links")) {
        bodies.add(envelope(kind, link));
      }
      for (JsonNode link : page.path("voids")) {
        bodies.add(envelope(kind, link));
        voids++;
      }
      int links = page.path("links").size();
      from += links;
      if (voids > MAX_VOIDS || from >= ChainLimits.MAX_LINKS) {
        throw new MalformedException(ErrorCode.LIMIT, "a chain over its limit");
      }
      if (!page.path("more").asBoolean()) {
        return new ChainDocument(List.copyOf(bodies), boxes(page), wraps(page));
      }
      if (links == 0) {
        throw ServerException.nonsense("a page of a chain that leads nowhere");
      }
    }
  }

  /** What stands beside one epoch. */
  static ChainDocument ofEpoch(Server server, String path, long epoch) {
    JsonNode answer = server.get(path + "/epochs/" + epoch);
    return new ChainDocument(List.of(), boxes(answer), wraps(answer));
  }

  private static Envelope envelope(StatementKind kind, JsonNode link) {
    return Envelope.decode(kind, Bytes.fromBase64Url(link.path("envelope").asText()));
  }

  private static Map<Long, Box> boxes(JsonNode page) {
    Map<Long, Box> boxes = new LinkedHashMap<>();
    for (JsonNode box : page.path("boxes")) {
      boxes.put(
          box.path("epoch").asLong(),
          new Box(
              Bytes.fromBase64Url(box.path("box").asText()),
              Bytes.fromBase64Url(box.path("history").asText())));
    }
    return boxes;
  }

  private static List<Wrap> wraps(JsonNode page) {
    List<Wrap> wraps = new ArrayList<>();
    for (JsonNode wrap : page.path("wraps")) {
      wraps.add(
          new Wrap(
              wrap.path("epoch").asLong(),
              wrap.path("kind").asText(),
              Bytes.fromBase64Url(wrap.path("recipient").asText()),
              wrap.path("reference").asText(),
              Bytes.fromBase64Url(wrap.path("wrap").asText())));
    }
    return List.copyOf(wraps);
  }
}
