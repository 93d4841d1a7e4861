package dev.strongroom.sdk.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.StatementKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the access service answers: everybody reaches everything, and opens what is his to open. */
final class ChainPart {
  private final Organisation organisation;
  private final Map<String, Chain> groups = new LinkedHashMap<>();
  private final Map<String, Chain> rooms = new LinkedHashMap<>();
  private final Set<String> hidden = new HashSet<>();
  private final Set<String> senders = new HashSet<>();

  ChainPart(Organisation organisation) {
    this.organisation = organisation;
  }

  /** A link and where the log has it, as it is served. */
  record Link(String envelope, long index) {}

  /** A chain as it was handed in. */
  private record Chain(List<Link> links, List<JsonNode> boxes, List<JsonNode> wraps) {
    static Chain empty() {
      return new Chain(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    /** The present one, of which boxes and wraps are served beside the links. */
    long epoch() {
      return boxes.stream().mapToLong(box -> box.path("epoch").asLong()).max().orElse(0);
    }

    Chain copy() {
      return new Chain(new ArrayList<>(links), new ArrayList<>(boxes), new ArrayList<>(wraps));
    }
  }

  /** All chains as they are now, to be put back later. */
  Runnable remember() {
    Map<String, Chain> oldGroups = copy(groups);
    Map<String, Chain> oldRooms = copy(rooms);
    return () -> {
      groups.clear();
      groups.putAll(copy(oldGroups));
      rooms.clear();
      rooms.putAll(copy(oldRooms));
    };
  }

  /** Leaves a room out of everybody's list. */
  void hide(ChainId room) {
    hidden.add(room.toString());
  }

  /** Whom rooms are shown to as to somebody who only sends files into them. */
  void onlySends(String token) {
    senders.add(token);
  }

  void show() {
    hidden.clear();
  }

  private static Map<String, Chain> copy(Map<String, Chain> chains) {
    Map<String, Chain> copy = new LinkedHashMap<>();
    chains.forEach((id, chain) -> copy.put(id, chain.copy()));
    return copy;
  }

  Answer answer(Request request) {
    List<String> parts = request.parts();
    boolean ofGroups = parts.get(2).equals("groups");
    Map<String, Chain> chains = ofGroups ? groups : rooms;
    if (request.path().contains("/epochs/")) {
      return epoch(chains.get(parts.get(3)), Long.parseLong(parts.get(5)));
    }
    if (request.method().equals("GET")) {
      boolean sends = senders.contains(request.token()) && !ofGroups;
      return parts.size() == 3
          ? Answer.json(
              chains.keySet().stream()
                  .filter(id -> !hidden.contains(id))
                  .map(id -> Map.of("room", id, "role", sends ? "depositor" : "manager"))
                  .toList())
          : view(request, chains.get(parts.get(3)), sends);
    }
    JsonNode json = request.json();
    if (request.path().endsWith("/wraps")) {
      json.path("wraps").forEach(wrap -> chains.get(parts.get(3)).wraps().add(wrap.deepCopy()));
      return Answer.json(Map.of("kept", json.path("wraps").size()));
    }
    Envelope envelope =
        Envelope.decode(
            ofGroups ? StatementKind.GROUP : StatementKind.ROOM,
            Bytes.fromBase64Url(json.path("envelope").asText()));
    String id = parts.size() == 3 ? envelope.hash().toString() : parts.get(3);
    Header header =
        ofGroups
            ? GroupLink.decode(envelope).body().header()
            : RoomLink.decode(envelope).body().header();
    long epoch =
        ofGroups
            ? GroupLink.decode(envelope).body().epoch().number()
            : RoomLink.decode(envelope).body().epoch().number();
    ChainId chain = ChainId.parse(id);
    Chain known = chains.get(id);
    Optional<Link> before =
        Optional.ofNullable(known).stream()
            .flatMap(c -> c.links().stream())
            .filter(link -> link.envelope().equals(json.path("envelope").asText()))
            .findFirst();
    if (before.isPresent()) {
      return Answer.json(Map.of("id", id, "index", before.get().index()));
    }
    long index =
        organisation.log(
            ofGroups
                ? DirectoryEntry.group(chain, header.sequence(), envelope.hash())
                : DirectoryEntry.room(chain, header.sequence(), envelope.hash()));
    append(
        chains.computeIfAbsent(id, _ -> Chain.empty()),
        new Link(json.path("envelope").asText(), index),
        json,
        epoch);
    return Answer.json(Map.of("id", id, "index", index));
  }

  private static void append(Chain chain, Link link, JsonNode json, long epoch) {
    chain.links().add(link);
    if (!json.path("box").asText().isEmpty()) {
      chain
          .boxes()
          .add(
              Answer.JSON
                  .createObjectNode()
                  .put("epoch", epoch)
                  .put("box", json.path("box").asText())
                  .put("history", json.path("history").asText()));
    }
    for (JsonNode wrap : json.path("wraps")) {
      chain.wraps().add(wrap.<ObjectNode>deepCopy().put("epoch", epoch));
    }
  }

  private static Answer epoch(Chain chain, long epoch) {
    return Answer.json(
        Map.of("boxes", of(epoch, chain.boxes()), "wraps", of(epoch, chain.wraps())));
  }

  private static List<JsonNode> of(long epoch, List<JsonNode> all) {
    return all.stream().filter(one -> one.path("epoch").asLong() == epoch).toList();
  }

  private static Answer view(Request request, Chain chain, boolean sends) {
    if (chain == null) {
      return Answer.problem(404, "not-found");
    }
    int after = request.query("after").stream().mapToInt(Integer::parseInt).findFirst().orElse(-1);
    return Answer.json(
        Map.of(
            "id",
            request.parts().get(3),
            "links",
            chain.links().subList(Math.min(after + 1, chain.links().size()), chain.links().size()),
            "voids",
            List.of(),
            "more",
            false,
            "boxes",
            sends ? List.of() : of(chain.epoch(), chain.boxes()),
            "wraps",
            sends ? List.of() : of(chain.epoch(), chain.wraps())));
  }
}
