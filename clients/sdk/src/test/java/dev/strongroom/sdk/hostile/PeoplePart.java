package dev.strongroom.sdk.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.attestation.Attestation;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.directory.RoomMap;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.identity.Claim;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.slot.PassphraseSlot;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreePurpose;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the identity service answers. A token is its user's name. */
final class PeoplePart {
  private final Organisation organisation;
  private final Map<String, Organisation.Somebody> byName = new LinkedHashMap<>();
  private final List<Bytes> policies = new ArrayList<>();
  private final List<SparseTree> maps = new ArrayList<>();

  /** What each has published, oldest first, with what goes with it. */
  private final Map<String, List<Published>> published = new LinkedHashMap<>();

  private final Map<String, Signed<Attestation>> attestations = new LinkedHashMap<>();
  private final SlotPart slots = new SlotPart();

  /** An identity as it was handed in. */
  record Published(Envelope statement, Object claim, String slot, String earlier) {}

  PeoplePart(Organisation organisation) {
    this.organisation = organisation;
    policies.add(organisation.policy().envelope().encode());
  }

  /** Somebody who has enrolled. */
  Organisation.Somebody enrol(String name) {
    Organisation.Somebody somebody = organisation.somebody(name);
    byName.put(name, somebody);
    Claim claim = somebody.claim();
    publish(
        name,
        new Published(
            somebody.identity().envelope(),
            Map.of(
                "displayName", claim.displayName(),
                "email", claim.email(),
                "salt", claim.salt().toBase64Url()),
            "",
            ""));
    return somebody;
  }

  private void publish(String name, Published identity) {
    published.computeIfAbsent(name, _ -> new ArrayList<>()).add(identity);
  }

  /** The next generation of somebody's keys: a rotation, or a reset by whoever signs in as him. */
  Organisation.Somebody follow(String name, Identity.Cause cause) {
    long index = organisation.entries().size();
    Organisation.Somebody before = byName.get(name);
    Organisation.Somebody now =
        cause == Identity.Cause.RESET
            ? organisation.reset(before, index)
            : organisation.rotate(before, cause, index);
    organisation.log(
        DirectoryEntry.identity(
            now.user(), now.identity().body().header().sequence(), now.identity().hash()));
    publish(
        name,
        new Published(now.identity().envelope(), published.get(name).getFirst().claim(), "", ""));
    byName.put(name, now);
    return now;
  }

  /** Has somebody attested, under a policy that names the attester. */
  void attest(String attester, String name) {
    Organisation.Somebody by = byName.get(attester);
    Signed<Policy> before = organisation.policy();
    policy(
        Policy.following(
            organisation.root(),
            before,
            before.body().terms().withAttesters(List.of(by.identity().hash())),
            Organisation.TIME));
    Signed<Attestation> signed =
        Attestation.sign(
            by.author(),
            by.keys().signing(),
            byName.get(name).identity(),
            "passport seen",
            Organisation.TIME.plus(Duration.ofDays(365)),
            Organisation.TIME);
    organisation.log(DirectoryEntry.attestation(signed.body().person(), signed.hash()));
    attestations.put(name, signed);
  }

  private Answer attestations(String name) {
    return Answer.json(
        Optional.ofNullable(attestations.get(name)).stream()
            .map(one -> Map.of("envelope", one.envelope().encode().toBase64Url()))
            .toList());
  }

  /** What somebody has published, oldest first. */
  List<Published> published(String name) {
    return published.get(name);
  }

  /** Puts a slot beside somebody's first identity, as enrolling does. */
  void slot(String name, PassphraseSlot slot) {
    Published first = published.get(name).getFirst();
    published
        .get(name)
        .set(0, new Published(first.statement(), first.claim(), slot.encode().toBase64Url(), ""));
  }

  Organisation.Somebody somebody(String name) {
    return Optional.ofNullable(byName.get(name)).orElseThrow();
  }

  /** The policies, oldest first, to be added to. */
  List<Bytes> policies() {
    return policies;
  }

  /** Publishes a policy: it is logged as well. */
  void policy(Signed<Policy> next) {
    policies.add(next.envelope().encode());
    organisation.log(
        DirectoryEntry.policy(organisation.id(), next.body().header().sequence(), next.hash()));
  }

  /** Key slots and new devices. */
  SlotPart slots() {
    return slots;
  }

  Answer answer(Request request) {
    List<String> parts = request.parts();
    return switch (parts.get(2)) {
      case "organisation" -> organisation(request);
      case "me" -> own(request);
      case "attestations" -> attest(request.json().path("envelope").asText());
      case "log" -> log(parts.get(3), request);
      case "users" -> user(request);
      default -> Answer.problem(404, "not-found");
    };
  }

  private Answer organisation(Request request) {
    if (request.method().equals("POST")) {
      policy(
          Policy.decode(
              Envelope.decode(
                  StatementKind.POLICY,
                  Bytes.fromBase64Url(request.json().path("envelope").asText()))));
    }
    return Answer.json(organisation());
  }

  private Answer user(Request request) {
    if (request.path().endsWith("/users/batch")) {
      return batch(request.json().path("users"));
    }
    String name = name(request);
    if (request.path().endsWith("/attestations")) {
      return attestations(name);
    }
    return request.parts().size() > 4
        ? slots.ofAnother(name, request, published.get(name))
        : Answer.json(person(name));
  }

  private Answer attest(String envelope) {
    Signed<Attestation> attestation =
        Attestation.decode(
            Envelope.decode(StatementKind.ATTESTATION, Bytes.fromBase64Url(envelope)));
    String name =
        byName.entrySet().stream()
            .filter(e -> e.getValue().user().equals(attestation.body().person()))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    organisation.log(DirectoryEntry.attestation(attestation.body().person(), attestation.hash()));
    attestations.put(name, attestation);
    return Answer.json(Map.of());
  }

  private Answer batch(JsonNode users) {
    Set<String> wanted = new HashSet<>();
    users.forEach(user -> wanted.add(user.asText()));
    return Answer.json(
        byName.entrySet().stream()
            .filter(e -> wanted.contains(e.getValue().user().toString()))
            .map(e -> person(e.getKey()))
            .toList());
  }

  /** As the identity service does: slots of ended generations go, those of resets stay. */
  private Answer own(Request request) {
    String name = request.token();
    if (request.parts().size() == 3) {
      return Answer.json(person(name));
    }
    List<Published> known = published.get(name);
    if (request.parts().get(3).equals("slots")) {
      return slots.answer(request, known);
    }
    if (request.parts().get(3).equals("devices")) {
      return slots.devices(request);
    }
    if (request.method().equals("POST")) {
      JsonNode json = request.json();
      Envelope statement =
          Envelope.decode(
              StatementKind.IDENTITY, Bytes.fromBase64Url(json.path("envelope").asText()));
      if (Identity.decode(statement).body().cause() != Identity.Cause.RESET) {
        known.replaceAll(k -> new Published(k.statement(), k.claim(), "", k.earlier()));
      }
      Identity body = Identity.decode(statement).body();
      organisation.log(
          DirectoryEntry.identity(body.user(), body.header().sequence(), statement.hash()));
      publish(
          name,
          new Published(
              statement,
              json.path("claim"),
              json.path("slot").asText(),
              json.path("earlier").asText()));
      return Answer.json(person(name));
    }
    return known.stream()
        .filter(k -> k.statement().hash().toString().equals(request.parts().get(4)))
        .filter(k -> !k.earlier().isEmpty())
        .findFirst()
        .map(k -> Answer.json(Map.of("sealed", k.earlier())))
        .orElseGet(() -> Answer.problem(404, "not-found"));
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
      case "rooms" -> maps(request);
      default -> Answer.problem(404, "not-found");
    };
  }

  /** Logs a map in which a room has a head, or, without one, has none any more. */
  void logMap(ChainId room, Optional<RoomMap.Head> head) {
    SparseTree before = maps.isEmpty() ? SparseTree.empty(TreePurpose.ROOMS) : maps.getLast();
    SparseTree after =
        head.isPresent()
            ? before.put(RoomMap.key(room), head.get().encode())
            : before.remove(RoomMap.key(room));
    organisation.log(DirectoryEntry.map(organisation.id(), maps.size(), after.rootHash()));
    maps.add(after);
  }

  private Answer maps(Request request) {
    int from = Integer.parseInt(request.query("from").getFirst());
    int limit = Integer.parseInt(request.query("limit").getFirst());
    Bytes key = RoomMap.key(ChainId.parse(request.parts().get(4)));
    return Answer.json(
        Map.of(
            "maps",
            maps.subList(from, Math.min(maps.size(), from + limit)).stream()
                .map(map ->
                    map.proofOf(List.of(key)).stream()
                        .map(node -> node.encode().toBase64Url())
                        .toList())
                .toList()));
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
    return Map.of(
        "user",
        somebody.user().toString(),
        "username",
        name,
        "email",
        name + "@organisation.invalid",
        "identities",
        published.get(name).stream().map(p -> p.statement().encode().toBase64Url()).toList(),
        "claims",
        published.get(name).stream().map(Published::claim).toList());
  }
}
