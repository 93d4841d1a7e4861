package dev.strongroom.access.chain;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes links of rooms, if they verify; the grants that decide follow in the same transaction. */
@ApplicationScoped
class RoomService {
  private final ChainStates states;
  private final ChainStore store;
  private final Outbox outbox;
  private final EntityManager database;

  @Inject
  RoomService(ChainStates states, ChainStore store, Outbox outbox, EntityManager database) {
    this.states = states;
    this.store = store;
    this.outbox = outbox;
    this.database = database;
  }

  @Transactional
  ChainId create(UserId caller, NewLink request) {
    Signed<RoomLink> link = decode(caller, request);
    ChainId id = new ChainId(link.hash().value());
    if (store.has(link.hash())) {
      return id;
    }
    RoomState after = states.verification().roomChain().first(link, Order.NOW);
    ChainEntity row = new ChainEntity();
    row.id = id.value().toArray();
    row.kind = "room";
    apply(row, Optional.empty(), after, link, request);
    return id;
  }

  @Transactional
  void append(UserId caller, ChainId room, NewLink request) {
    Signed<RoomLink> link = decode(caller, request);
    if (store.has(link.hash())) {
      return;
    }
    ChainEntity row = store.lockForNext(room, link.body().header().sequence());
    ChainStates.Verification verification = states.verification();
    RoomState before = verification.room(room);
    RoomState after = verification.roomChain().next(before, link, Order.NOW);
    requireNewestHeads(verification, after);
    apply(row, Optional.of(before), after, link, request);
  }

  /** A link under an older head of a group would let somebody in who was removed since. */
  private static void requireNewestHeads(ChainStates.Verification verification, RoomState after) {
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

  private static Signed<RoomLink> decode(UserId caller, NewLink request) {
    Signed<RoomLink> link =
        RoomLink.decode(Envelope.decode(StatementKind.ROOM, request.envelopeBytes()));
    if (!link.body().author().user().equals(caller)) {
      throw new Problem(Reason.FORBIDDEN, "A link is handed in by who signed it.");
    }
    return link;
  }

  private void apply(
      ChainEntity row,
      Optional<RoomState> before,
      RoomState after,
      Signed<RoomLink> link,
      NewLink request) {
    boolean newEpoch = before.map(b -> b.epoch().number() != after.epoch().number()).orElse(true);
    row.epoch = after.epoch().number();
    row.index_key = after.indexKey();
    store.append(row, after.sequence(), link.envelope());
    if (newEpoch) {
      store.keepBoxes(after.id(), after.epoch(), request);
    }
    Set<Bytes> readers = new HashSet<>();
    after.grants().values().stream()
        .filter(grant -> grant.role().reads())
        .filter(grant -> newEpoch || !readBefore(before, grant.grantee()))
        .forEach(grant -> readers.add(grant.grantee().id()));
    store.keepWraps(after.id(), after.epoch().number(), request.wraps(), readers);
    follow(after, link.body());
    states.remember(after);
    outbox.append(
        new DomainEvent.RoomLinked(
            after.id().toString(),
            link.body().author().user().toString(),
            after.sequence(),
            link.hash().toString(),
            link.body().cause().name(),
            after.epoch().number(),
            row.acl_revision,
            changes(link.body())));
    if (!request.wraps().isEmpty()) {
      outbox.append(
          new DomainEvent.WrapsStored(
              after.id().toString(),
              link.body().author().user().toString(),
              after.epoch().number(),
              request.wraps().size()));
    }
  }

  private static boolean readBefore(Optional<RoomState> before, Grantee grantee) {
    return before
        .map(b -> b.grants().get(grantee))
        .filter(grant -> grant.role().reads())
        .isPresent();
  }

  private void follow(RoomState after, RoomLink link) {
    for (RoomLink.Change change : link.changes()) {
      if (change instanceof RoomLink.Change.Remove(Grantee grantee)) {
        database
            .createNativeQuery("DELETE FROM room_grant WHERE room = ?1 AND grantee = ?2")
            .setParameter(1, after.id().value().toArray())
            .setParameter(2, grantee.id().toArray())
            .executeUpdate();
      }
    }
    after.grants().values().forEach(grant -> follow(after, grant));
  }

  private void follow(RoomState after, Grant grant) {
    String kind = grant.grantee() instanceof Grantee.User ? "user" : "group";
    long wrapped =
        grant.grantee() instanceof Grantee.Group(ChainId group)
            ? after.epochGroups().getOrDefault(group, 0L)
            : 0;
    database
        .createNativeQuery(
            "INSERT INTO room_grant (room, grantee_kind, grantee, role, rank, wrapped_epoch)"
                + " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (room, grantee_kind, grantee)"
                + " DO UPDATE SET role = EXCLUDED.role, rank = EXCLUDED.rank,"
                + " wrapped_epoch = EXCLUDED.wrapped_epoch")
        .setParameter(1, after.id().value().toArray())
        .setParameter(2, kind)
        .setParameter(3, grant.grantee().id().toArray())
        .setParameter(4, grant.role().text())
        .setParameter(5, rank(grant))
        .setParameter(6, wrapped)
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
}
