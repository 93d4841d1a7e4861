package dev.strongroom.system;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Author;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupHead;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Lists;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.identity.Claim;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.Strongroom;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Somebody of the organisation who signs, with his real keys, what no honest client would: on the
 * server's side, which shows it to others.
 */
final class Forger implements AutoCloseable {
  private final Scene scene;
  private final IdentityKeys keys;
  private final Signed<Identity> identity;
  private final SecureRandom random = new SecureRandom();
  private String note;

  Forger(Scene scene, String name) {
    this.scene = scene;
    this.keys = scene.keys(name);
    try (Strongroom client = scene.client(name)) {
      this.identity = client.people().of(scene.user(name)).newest();
    }
    this.note = new ForgedLog(scene).note();
  }

  /** His statements carry this checkpoint from now on. */
  Forger carrying(String checkpoint) {
    note = checkpoint;
    return this;
  }

  String note() {
    return note;
  }

  IdentityKeys keys() {
    return keys;
  }

  Signed<Identity> identity() {
    return identity;
  }

  UserId user() {
    return identity.body().user();
  }

  Author author() {
    return new Author(user(), identity.hash());
  }

  SecureRandom random() {
    return random;
  }

  Header header(long sequence, Optional<Hash> previous) {
    return new Header(
        scene.organisation(),
        sequence,
        previous,
        List.of(keys.signing().verifyingKey().id()),
        now());
  }

  /** The epoch that follows, of the same box. */
  EpochInfo after(EpochInfo epoch) {
    return after(epoch, epoch.commitment());
  }

  /** The same with another box. */
  EpochInfo after(EpochInfo epoch, Hash commitment) {
    try (EpochSecret secret = EpochSecret.random(scene.organisation(), random)) {
      Hash any = Sha256.of(Bytes.random(random, 32));
      return new EpochInfo(
          epoch.number() + 1, secret.publicKey(), Optional.of(any), any, commitment);
    }
  }

  /** His next generation, of whose secret nobody keeps anything. */
  Signed<Identity> rotated(Identity.Cause cause) {
    try (IdentitySecret secret = IdentitySecret.random(random);
        IdentityKeys next = IdentityKeys.derive(secret, scene.organisation())) {
      return Identity.rotation(
          identity, keys.signing(), next, Claim.of("somebody", "", random), cause, now());
    }
  }

  /** Other keys in his name, as whoever can sign in as him may publish them. */
  Signed<Identity> reset() {
    try (IdentitySecret secret = IdentitySecret.random(random);
        IdentityKeys next = IdentityKeys.derive(secret, scene.organisation())) {
      return Identity.reset(identity, next, Claim.of("somebody", "", random), now());
    }
  }

  static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  /** Has the log have a statement behind his, and the server serve it. */
  void publish(ForgedLog log, Envelope identity) {
    log.add(DirectoryEntry.identity(user(), this.identity.body().generation(), identity.hash()));
    serve(identity);
  }

  /** Has the server serve a statement behind his. */
  void serve(Envelope identity) {
    scene
        .server()
        .edit(
            "GET /identity/v1/(users|me).*",
            answer -> {
              if (answer.path("user").asText().equals(user().toString())) {
                answer.withArray("identities").add(identity.encode().toBase64Url());
              }
            });
  }

  /** A change of a room for somebody, under the identity that he has. */
  RoomLink.Change as(Role role) {
    return new RoomLink.Change.Put(
        new Grant(new Grantee.User(user()), Optional.of(identity.hash()), role));
  }

  GroupLink.Change put(GroupRole role) {
    return new GroupLink.Change.Put(user(), identity.hash(), role);
  }

  Signed<GroupLink> group(GroupState before, GroupLink.Change... changes) {
    List<GroupLink.Change> all = List.of(changes);
    return group(before, all, Lists.ofMembers(before.members(), all));
  }

  /** With any list. */
  Signed<GroupLink> group(GroupState before, List<GroupLink.Change> changes, Lists.Root root) {
    return GroupLink.sign(
        new GroupLink(
            header(before.sequence() + 1, Optional.of(before.head())),
            Cause.CHANGE,
            Optional.of(before.id()),
            author(),
            note,
            changes,
            root.hash(),
            root.count(),
            before.epoch(),
            before.label(),
            List.of(),
            false),
        keys.signing());
  }

  /** A change of a room, under its present epoch. */
  Signed<RoomLink> room(RoomState before, RoomLink.Change... changes) {
    return room(
        before, Cause.CHANGE, before.epoch(), List.copyOf(before.heads().values()), changes);
  }

  Signed<RoomLink> room(
      RoomState before,
      Cause cause,
      EpochInfo epoch,
      List<GroupHead> heads,
      RoomLink.Change... changes) {
    List<RoomLink.Change> all = List.of(changes);
    Lists.Root root = Lists.ofGrants(before.grants(), all);
    return RoomLink.sign(
        new RoomLink(
            header(before.sequence() + 1, Optional.of(before.head())),
            cause,
            Optional.of(before.id()),
            author(),
            note,
            all,
            root.hash(),
            root.count(),
            heads,
            epoch,
            before.indexKey(),
            before.oldestEpoch(),
            before.policy(),
            before.commit(),
            List.of(),
            false),
        keys.signing());
  }

  /** Has the server serve links of a group beside the real ones, as those that the log has. */
  static void serveGroup(Scene scene, ChainId group, List<? extends Signed<?>> links) {
    serve(scene, "GET /access/v1/groups/" + group + ".*", links);
  }

  /** Likewise of a room. */
  static void serveRoom(Scene scene, ChainId room, List<? extends Signed<?>> links) {
    serve(scene, "GET /access/v1/rooms/" + room + ".*", links);
  }

  private static void serve(Scene scene, String path, List<? extends Signed<?>> links) {
    scene
        .server()
        .edit(
            path,
            answer -> {
              ArrayNode voids = answer.withArray("voids");
              links.forEach(link ->
                  voids.addObject().put("envelope", link.envelope().encode().toBase64Url()));
            });
  }

  /** Has the log have links for the group's next place. */
  static void log(ForgedLog log, GroupState before, List<Signed<GroupLink>> links) {
    links.forEach(
        link -> log.add(DirectoryEntry.group(before.id(), before.sequence() + 1, link.hash())));
  }

  /** Likewise for a room's. */
  static void log(ForgedLog log, RoomState before, List<Signed<RoomLink>> links) {
    links.forEach(
        link -> log.add(DirectoryEntry.room(before.id(), before.sequence() + 1, link.hash())));
  }

  @Override
  public void close() {
    keys.close();
  }
}
