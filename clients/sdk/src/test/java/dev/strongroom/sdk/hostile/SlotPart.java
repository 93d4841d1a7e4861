package dev.strongroom.sdk.hostile;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.slot.KeySlot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Key slots and new devices, as the identity service keeps them; nothing is verified. */
final class SlotPart {
  private static final String TIME = "2027-01-15T08:00:00Z";

  /** Slots that were put, by user and name; they come before those handed in with an identity. */
  private final Map<String, Map<String, String>> put = new HashMap<>();

  /** When each user's recovery slot was fetched for a ceremony. */
  private final Map<String, Instant> fetched = new HashMap<>();

  private final Map<String, Map<String, Map<String, Object>>> waiting = new HashMap<>();

  /** A slot that somebody has, sealed. */
  Optional<String> slot(String user, String name) {
    return Optional.ofNullable(put.getOrDefault(user, Map.of()).get(name));
  }

  /** Puts a slot beside those that there are, unasked. */
  void plant(String user, KeySlot slot) {
    put.computeIfAbsent(user, _ -> new LinkedHashMap<>())
        .put(slot.name(), slot.encode().toBase64Url());
  }

  Answer answer(Request request, List<PeoplePart.Published> known) {
    String user = request.token();
    if (request.parts().size() == 4) {
      return Answer.json(views(user, known));
    }
    String name = request.parts().get(4);
    if (request.method().equals("PUT")) {
      put.computeIfAbsent(user, _ -> new LinkedHashMap<>())
          .put(name, request.json().path("slot").asText());
      return Answer.json(Map.of());
    }
    if (request.method().equals("DELETE")) {
      put.getOrDefault(user, new HashMap<>()).remove(name);
      return Answer.json(Map.of());
    }
    Optional<String> slot =
        slot(user, name)
            .or(() ->
                request.query("identity").stream()
                    .flatMap(identity -> handedIn(known, identity).stream())
                    .findFirst());
    return slot.map(s -> Answer.json(Map.of("slot", s)))
        .orElseGet(() -> Answer.problem(404, "not-found"));
  }

  /** What the recovery ceremony asks for. */
  Answer ofAnother(String user, Request request, List<PeoplePart.Published> known) {
    if (request.method().equals("PUT")) {
      put.computeIfAbsent(user, _ -> new LinkedHashMap<>())
          .put(request.parts().getLast(), request.json().path("slot").asText());
      return Answer.json(Map.of());
    }
    Optional<String> recovery = slot(user, "recovery");
    recovery.ifPresent(
        _ -> fetched.merge(user, Instant.parse(TIME), (before, _) -> before.plusSeconds(1)));
    String passphrase = slot(user, "passphrase").orElseGet(() -> known.getLast().slot());
    return recovery
        .map(slot ->
            Answer.json(
                Map.of(
                    "slot",
                    slot,
                    "passphraseHash",
                    Sha256.of(Bytes.fromBase64Url(passphrase)).toString())))
        .orElseGet(() -> Answer.problem(404, "not-found"));
  }

  private static Optional<String> handedIn(List<PeoplePart.Published> known, String identity) {
    return known.stream()
        .filter(k -> k.statement().hash().toString().equals(identity))
        .map(PeoplePart.Published::slot)
        .filter(slot -> !slot.isEmpty())
        .findFirst();
  }

  private List<Map<String, Object>> views(String user, List<PeoplePart.Published> known) {
    List<Map<String, Object>> views = new ArrayList<>();
    Map<String, String> own = put.getOrDefault(user, Map.of());
    for (PeoplePart.Published identity : known) {
      if (!identity.slot().isEmpty() && !own.containsKey("passphrase")) {
        views.add(view("passphrase", "passphrase", identity, identity.slot()));
      }
    }
    own.forEach((name, slot) -> {
      String type = KeySlot.decode(Bytes.fromBase64Url(slot)).type();
      Map<String, Object> view = new HashMap<>(view(name, type, known.getLast(), slot));
      if (name.equals("recovery")) {
        Optional.ofNullable(fetched.get(user)).ifPresent(when -> view.put("used", when.toString()));
      }
      views.add(view);
    });
    return views;
  }

  private static Map<String, Object> view(
      String name, String type, PeoplePart.Published identity, String slot) {
    return Map.of(
        "name",
        name,
        "type",
        type,
        "identity",
        identity.statement().hash().toString(),
        "hash",
        Sha256.of(Bytes.fromBase64Url(slot)).toString(),
        "label",
        "",
        "created",
        TIME,
        "changed",
        TIME);
  }

  Answer devices(Request request) {
    Map<String, Map<String, Object>> mine =
        waiting.computeIfAbsent(request.token(), _ -> new LinkedHashMap<>());
    List<String> parts = request.parts();
    if (parts.size() == 4) {
      return request.method().equals("POST") ? ask(request, mine) : list(mine);
    }
    String device = parts.get(4);
    Map<String, Object> asked = mine.get(device);
    if (asked == null) {
      return Answer.problem(404, "not-found");
    }
    if (request.method().equals("DELETE")) {
      mine.remove(device);
      return Answer.json(Map.of());
    }
    if (request.method().equals("PUT")) {
      asked.put("approval", request.json().path("approval").asText());
      return Answer.json(Map.of());
    }
    if (!asked.containsKey("approval")) {
      return Answer.json(Map.of("waiting", true));
    }
    mine.remove(device);
    return Answer.json(Map.of("waiting", false, "approval", asked.get("approval")));
  }

  private static Answer ask(Request request, Map<String, Map<String, Object>> mine) {
    Map<String, Object> asked = new HashMap<>();
    for (String field : List.of("device", "key", "label")) {
      asked.put(field, request.json().path(field).asText());
    }
    asked.put("created", TIME);
    asked.put("expires", TIME);
    asked.put("answered", false);
    mine.put(String.valueOf(asked.get("device")), asked);
    return Answer.json(Map.of());
  }

  private static Answer list(Map<String, Map<String, Object>> mine) {
    return Answer.json(List.copyOf(mine.values()));
  }
}
