package dev.strongroom.sdk.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.StatementKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;

/** What the storage service answers about wraps. Claims expire when a test says so. */
final class WrapPart {
  private final Function<String, UserId> users;
  private final Map<String, NavigableMap<String, Item>> rooms = new HashMap<>();
  private final Map<String, List<String>> claims = new HashMap<>();
  private final Map<String, String> handedOut = new HashMap<>();
  private final Map<String, Long> retired = new HashMap<>();

  /**
   * @param users gives the user who has a token
   */
  WrapPart(Function<String, UserId> users) {
    this.users = users;
  }

  /** A wrap as it is served. */
  record Wrap(long epoch, String author, String wrap) {}

  /** A record with its wraps, to be tampered with. */
  record Item(ChangeRecord record, long sequence, List<Wrap> wraps) {
    long newest() {
      return wraps.stream().mapToLong(Wrap::epoch).max().orElse(0);
    }
  }

  void add(ChangeRecord record, long sequence, UserId author, String wrap) {
    List<Wrap> wraps = new ArrayList<>();
    wraps.add(new Wrap(record.epoch(), author.toString(), wrap));
    items(record.room().toString())
        .put(record.hash().toString(), new Item(record, sequence, wraps));
  }

  private NavigableMap<String, Item> items(String room) {
    return rooms.computeIfAbsent(room, _ -> new TreeMap<>());
  }

  List<Item> all(Object room) {
    return List.copyOf(items(room.toString()).values());
  }

  void expireClaims() {
    claims.clear();
    handedOut.clear();
  }

  long retired(Object room) {
    return retired.getOrDefault(room.toString(), 1L);
  }

  /** The newest epoch first. */
  List<Map<String, Object>> served(String room, Hash record) {
    Item item = items(room).get(record.toString());
    return item == null ? List.of() : views(item);
  }

  private static List<Map<String, Object>> views(Item item) {
    return item.wraps().stream()
        .sorted((a, b) -> Long.compare(b.epoch(), a.epoch()))
        .map(
            w -> Map.<String, Object>of("epoch", w.epoch(), "author", w.author(), "wrap", w.wrap()))
        .toList();
  }

  private static Map<String, Object> view(Map.Entry<String, Item> entry) {
    return Map.of(
        "item",
        entry.getKey(),
        "kind",
        "record",
        "body",
        entry.getValue().record().encode().toBase64Url(),
        "wraps",
        views(entry.getValue()));
  }

  Answer answer(Request request) {
    String room = request.parts().get(3);
    String what = request.parts().size() > 5 ? request.parts().get(5) : request.method();
    return switch (what) {
      case "progress" -> progress(room);
      case "claims" -> claim(room, request.json());
      case "retirement" -> retire(room, request.json());
      case "POST" -> handIn(room, users.apply(request.token()), request.json());
      default -> Answer.json(Map.of("items", waiting(room, request), "next", ""));
    };
  }

  private List<Map<String, Object>> waiting(String room, Request request) {
    long epoch = Long.parseLong(request.query("epoch").getFirst());
    return items(room).entrySet().stream()
        .filter(e -> e.getValue().newest() < epoch)
        .map(WrapPart::view)
        .toList();
  }

  private Answer claim(String room, JsonNode json) {
    long epoch = json.path("epoch").asLong();
    String round = room + epoch;
    if (json.path("again").asBoolean() && claims.isEmpty()) {
      handedOut.remove(round);
    }
    List<Map.Entry<String, Item>> waiting =
        items(room).entrySet().stream().filter(e -> e.getValue().newest() < epoch).toList();
    List<Map.Entry<String, Item>> work =
        waiting.stream()
            .filter(e -> e.getKey().compareTo(handedOut.getOrDefault(round, "")) > 0)
            .limit(json.path("limit").asLong())
            .toList();
    if (!work.isEmpty()) {
      claims.put(json.path("claim").asText(), work.stream().map(Map.Entry::getKey).toList());
      handedOut.put(round, work.getLast().getKey());
    }
    return Answer.json(
        Map.of(
            "items", work.stream().map(WrapPart::view).toList(),
            "waitSeconds", work.isEmpty() && !claims.isEmpty() ? 90 : 0,
            "left", !waiting.isEmpty()));
  }

  private Answer handIn(String room, UserId author, JsonNode json) {
    long epoch = json.path("epoch").asLong();
    int kept = 0;
    for (JsonNode wrap : json.path("wraps")) {
      Item item = items(room).get(wrap.path("record").asText());
      boolean fresh =
          item.wraps().stream()
              .noneMatch(w -> w.epoch() == epoch && w.author().equals(author.toString()));
      if (fresh) {
        item.wraps().add(new Wrap(epoch, author.toString(), wrap.path("wrap").asText()));
        kept++;
      }
    }
    claims.remove(json.path("claim").asText());
    return Answer.json(Map.of("kept", kept));
  }

  private Answer retire(String room, JsonNode json) {
    String newest = json.path("links").get(json.path("links").size() - 1).asText();
    RoomLink link =
        RoomLink.decode(Envelope.decode(StatementKind.ROOM, Bytes.fromBase64Url(newest))).body();
    retired.put(room, link.oldestEpoch());
    long covered = link.commit().orElseThrow().sequence();
    items(room).values().stream()
        .filter(item -> item.sequence() <= covered && item.newest() >= link.oldestEpoch())
        .forEach(item -> item.wraps().removeIf(wrap -> wrap.epoch() < link.oldestEpoch()));
    return progress(room);
  }

  private Answer progress(String room) {
    Map<Long, Long> shares = new TreeMap<>();
    items(room).values().forEach(item -> shares.merge(item.newest(), 1L, Long::sum));
    long newest = shares.keySet().stream().mapToLong(e -> e).max().orElse(1);
    return Answer.json(
        Map.of(
            "epoch",
            newest,
            "total",
            items(room).size(),
            "done",
            shares.getOrDefault(newest, 0L),
            "oldestEpochInUse",
            shares.keySet().stream().mapToLong(e -> e).min().orElse(1),
            "byEpoch",
            shares.entrySet().stream()
                .map(e -> Map.of("epoch", e.getKey(), "items", e.getValue()))
                .toList(),
            "authors",
            List.of(),
            "retired",
            retired(room),
            "dropping",
            false));
  }
}
