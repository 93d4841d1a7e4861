package dev.strongroom.sdk.hostile;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.identity.Claim;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the identity service answers. A token is its user's name. */
final class PeoplePart {
  private final Organisation organisation;
  private final Map<String, Organisation.Somebody> byName = new LinkedHashMap<>();
  private final List<Bytes> policies = new ArrayList<>();

  PeoplePart(Organisation organisation) {
    this.organisation = organisation;
    policies.add(organisation.policy().envelope().encode());
  }

  /** Somebody who has enrolled. */
  Organisation.Somebody enrol(String name) {
    Organisation.Somebody somebody = organisation.somebody(name);
    byName.put(name, somebody);
    return somebody;
  }

  Organisation.Somebody somebody(String name) {
    return Optional.ofNullable(byName.get(name)).orElseThrow();
  }

  /** The policies, oldest first, to be added to. */
  List<Bytes> policies() {
    return policies;
  }

  Answer answer(Request request) {
    List<String> parts = request.parts();
    return switch (parts.get(2)) {
      case "organisation" -> Answer.json(organisation());
      case "me" ->
          parts.size() == 3 ? Answer.json(person(request.token())) : Answer.json(List.of());
      case "log" -> log(parts.get(3), request);
      case "users" -> Answer.json(person(name(request)));
      default -> Answer.problem(404, "not-found");
    };
  }

  private Map<String, Object> organisation() {
    return Map.of(
        "organisation",
        organisation.id().toString(),
        "policies",
        policies.stream().map(Bytes::toBase64Url).toList());
  }

  private Answer log(String what, Request request) {
    return switch (what) {
      case "key" -> Answer.json(Map.of("key", Organisation.logKey().toString()));
      case "checkpoint" -> {
        List<Hash> leaves = organisation.leaves(organisation.entries().size());
        int have = Integer.parseInt(request.query("have").getFirst());
        yield Answer.json(
            Map.of(
                "checkpoint",
                organisation.note(),
                "consistency",
                MerkleLog.consistency(leaves, have).stream().map(Hash::toString).toList()));
      }
      case "entries" -> {
        List<DirectoryEntry> entries = organisation.entries();
        int from = Integer.parseInt(request.query("from").getFirst());
        int to = Integer.parseInt(request.query("to").getFirst());
        ByteBuffer all = ByteBuffer.allocate((to - from) * DirectoryEntry.LENGTH_BYTES);
        entries.subList(from, to).forEach(entry -> all.put(entry.encode().buffer()));
        yield Answer.json(Map.of("entries", Bytes.of(all.array()).toBase64Url()));
      }
      default -> Answer.problem(404, "not-found");
    };
  }

  private String name(Request request) {
    if (request.parts().size() == 3) {
      return request.query("name").getFirst();
    }
    String id = request.parts().get(3);
    return byName.entrySet().stream()
        .filter(e -> e.getValue().user().toString().equals(id))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  Map<String, Object> person(String name) {
    Organisation.Somebody somebody = byName.get(name);
    Claim claim = somebody.claim();
    return Map.of(
        "user", somebody.user().toString(),
        "username", name,
        "email", name + "@organisation.invalid",
        "identities", List.of(somebody.identity().envelope().encode().toBase64Url()),
        "claims",
            List.of(
                Map.of(
                    "displayName", claim.displayName(),
                    "email", claim.email(),
                    "salt", claim.salt().toBase64Url())));
  }
}
