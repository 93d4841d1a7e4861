package dev.strongroom.access.chain;

import dev.strongroom.access.request.Fulfilment;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.ChainReplay;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.chain.RoomChain;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a room's link changes: the grants that decide follow in its transaction. */
@ApplicationScoped
class RoomService {
  private final ChainStates states;
  private final KeyStore keys;
  private final ChainStore store;
  private final Outbox outbox;
  private final Fulfilment fulfilment;
  private final EntityManager database;

  @Inject
  RoomService(
      ChainStates states,
      KeyStore keys,
      ChainStore store,
      Outbox outbox,
      Fulfilment fulfilment,
      EntityManager database) {
    this.states = states;
    this.keys = keys;
    this.store = store;
    this.outbox = outbox;
    this.fulfilment = fulfilment;
    this.database = database;
  }

  /** Verifies a link on the newest one, as of now. */
  Step.OfRoom verify(ChainStates.Verification verification, Handed.OfRoom link) {
    Optional<RoomState> before = before(verification, link);
    RoomChain chain = verification.roomChain();
    return new Step.OfRoom(
        before,
        before.isEmpty()
            ? chain.first(link.link(), Order.NOW)
            : chain.next(before.get(), link.link(), Order.NOW));
  }

  /** Judges a link on the newest one as clients do: as of its place in the log. */
  Step.OfRoom judge(ChainStates.Verification verification, Handed.OfRoom link, long at)
      throws VoidLink {
    Optional<RoomState> before = before(verification, link);
    ChainReplay.Outcome<RoomLink, RoomState> outcome =
        ChainReplay.of(verification.roomChain())
            .replay(link.chain(), before, List.of(link.at(at)), _ -> Optional.of(link.envelope()));
    if (outcome.accepted().isEmpty()) {
      throw VoidLink.of(outcome.voids());
    }
    return new Step.OfRoom(before, outcome.accepted().getFirst().state());
  }

  private static Optional<RoomState> before(
      ChainStates.Verification verification, Handed.OfRoom link) {
    return link.isFirst() ? Optional.empty() : Optional.of(verification.room(link.chain()));
  }

  /** A link under an older head of a group would be made for members who are not there any more. */
  void requireNewestHeads(ChainStates.Verification verification, RoomState after) {
    after
        .heads()
        .forEach((group, head) -> {
          if (!verification.newest(group).asHead().equals(head)) {
            throw new Problem(
                Reason.STALE_HEAD,
                "A group of this room has changed: fetch what is new and try again.");
          }
        });
  }

  /** Requires boxes and wraps to be what the link needs, and no more. */
  void requireBeside(ChainStates.Verification verification, Handed.OfRoom link, Step.OfRoom step) {
    Set<Bytes> readers = new HashSet<>();
    if (step.newBox()) {
      KeyStore.requireBoxes(step.after().epoch(), !step.newEpoch(), link.beside());
    }
    if (step.newEpoch()) {
      step.after().grants().values().stream()
          .filter(grant -> grant.role().reads())
          .forEach(grant -> readers.add(grant.grantee().id()));
    } else {
      for (RoomLink.Change change : link.link().body().changes()) {
        if (change instanceof RoomLink.Change.Put(Grant grant)
            && grant.role().reads()
            && !readBefore(step.before(), grant.grantee())) {
          readers.add(grant.grantee().id());
        }
      }
    }
    KeyStore.requireWraps(
        link.beside().wraps(),
        readers,
        reader ->
            Optional.ofNullable(step.after().grants().get(new Grantee.User(new UserId(reader))))
                .flatMap(Grant::identity)
                .filter(listed -> !verification.stands(new UserId(reader), listed))
                .isPresent());
  }

  /** Groups that a room is granted to now. */
  List<ChainId> groupsOf(ChainId room) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT grantee FROM room_grant WHERE room = ?1 AND grantee_kind = 'group'")
            .setParameter(1, room.value().toArray())
            .getResultList();
    return rows.stream().map(row -> new ChainId(Bytes.of((byte[]) row))).toList();
  }

  void accept(ChainEntity row, Handed.OfRoom link, Step.OfRoom step, Directory.Logged place) {
    RoomState after = step.after();
    row.goOn(after.epoch().number(), states.known(link.link().body().directory()), after.left());
    row.index_key = after.indexKey();
    store.append(row, link, place);
    if (step.newBox()) {
      keys.keepBoxes(after.id(), after.epoch(), link.beside());
    }
    keys.keepWraps(after.id(), after.epoch().number(), link.author(), link.beside().wraps());
    link.link().body().changes().forEach(change -> follow(after, change));
    if (step.newEpoch()) {
      after.epochGroups().forEach((group, epoch) -> wrapped(after.id(), group, epoch));
    }
    tell(row, link, after);
  }

  private void tell(ChainEntity row, Handed.OfRoom link, RoomState after) {
    String author = link.author().toString();
    outbox.append(
        new DomainEvent.RoomLinked(
            after.id().toString(),
            author,
            after.sequence(),
            link.hash().toString(),
            link.link().body().cause().name(),
            after.epoch().number(),
            row.acl_revision,
            changes(link.link().body())));
    fulfilment.linked(
        after.id(),
        link.author(),
        link.hash(),
        link.link().body().proposals(),
        rolesAfter(link.link().body()));
    if (!link.beside().wraps().isEmpty()) {
      outbox.append(
          new DomainEvent.WrapsStored(
              after.id().toString(), author, after.epoch().number(), link.beside().wraps().size()));
    }
  }

  /** To which epoch of a group the room's present epoch is wrapped. */
  private void wrapped(ChainId room, ChainId group, long epoch) {
    database
        .createNativeQuery(
            "UPDATE room_grant SET wrapped_epoch = ?3 WHERE room = ?1 AND grantee_kind = 'group'"
                + " AND grantee = ?2 AND wrapped_epoch <> ?3")
        .setParameter(1, room.value().toArray())
        .setParameter(2, group.value().toArray())
        .setParameter(3, epoch)
        .executeUpdate();
  }

  private static boolean readBefore(Optional<RoomState> before, Grantee grantee) {
    return before
        .map(b -> b.grants().get(grantee))
        .filter(grant -> grant.role().reads())
        .isPresent();
  }

  private void follow(RoomState after, RoomLink.Change change) {
    switch (change) {
      case RoomLink.Change.Put(Grant grant) -> follow(after, grant);
      case RoomLink.Change.Remove(Grantee grantee) ->
          database
              .createNativeQuery("DELETE FROM room_grant WHERE room = ?1 AND grantee = ?2")
              .setParameter(1, after.id().value().toArray())
              .setParameter(2, grantee.id().toArray())
              .executeUpdate();
    }
  }

  private void follow(RoomState after, Grant grant) {
    String kind = grant.grantee() instanceof Grantee.User ? "user" : "group";
    long wrapped =
        grant.grantee() instanceof Grantee.Group(ChainId group)
            ? after.epochGroups().getOrDefault(group, 0L)
            : 0;
    database
        .createNativeQuery(
            "INSERT INTO room_grant (room, grantee_kind, grantee, role, rank, wrapped_epoch,"
                + " identity) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                + " ON CONFLICT (room, grantee_kind, grantee)"
                + " DO UPDATE SET role = EXCLUDED.role, rank = EXCLUDED.rank,"
                + " wrapped_epoch = EXCLUDED.wrapped_epoch, identity = EXCLUDED.identity")
        .setParameter(1, after.id().value().toArray())
        .setParameter(2, kind)
        .setParameter(3, grant.grantee().id().toArray())
        .setParameter(4, grant.role().text())
        .setParameter(5, rank(grant))
        .setParameter(6, wrapped)
        .setParameter(
            7, grant.identity().map(i -> i.value().toArray()).orElseGet(() -> new byte[0]))
        .executeUpdate();
    if (kind.equals("group")) {
      database
          .createNativeQuery(
              "INSERT INTO room_group_ever (room, group_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
          .setParameter(1, after.id().value().toArray())
          .setParameter(2, grant.grantee().id().toArray())
          .executeUpdate();
    }
  }

  private static int rank(Grant grant) {
    return switch (grant.role()) {
      case DEPOSITOR -> 1;
      case VIEWER -> 2;
      case EDITOR -> 3;
      case MANAGER -> 4;
    };
  }

  private static List<DomainEvent.Change> changes(RoomLink link) {
    return link.changes().stream()
        .map(change ->
            switch (change) {
              case RoomLink.Change.Put(Grant grant) ->
                  new DomainEvent.Change(
                      "put", grant.grantee().id().toString(), grant.role().text());
              case RoomLink.Change.Remove(Grantee grantee) ->
                  new DomainEvent.Change("remove", grantee.id().toString(), "");
            })
        .toList();
  }

  private static Map<UserId, Optional<String>> rolesAfter(RoomLink link) {
    Map<UserId, Optional<String>> roles = new HashMap<>();
    for (RoomLink.Change change : link.changes()) {
      switch (change) {
        case RoomLink.Change.Put(Grant grant)
            when grant.grantee() instanceof Grantee.User(UserId user) ->
            roles.put(user, Optional.of(grant.role().text()));
        case RoomLink.Change.Remove(Grantee.User(UserId user)) -> roles.put(user, Optional.empty());
        default -> {}
      }
    }
    return roles;
  }
}
