package dev.strongroom.access.chain;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes links of groups, if they verify; the lists that decide follow in the same transaction. */
@ApplicationScoped
class GroupService {
  private final ChainStates states;
  private final ChainStore store;
  private final Outbox outbox;
  private final EntityManager database;

  @Inject
  GroupService(ChainStates states, ChainStore store, Outbox outbox, EntityManager database) {
    this.states = states;
    this.store = store;
    this.outbox = outbox;
    this.database = database;
  }

  @Transactional
  ChainId create(UserId caller, NewLink request) {
    Signed<GroupLink> link = decode(caller, request);
    ChainId id = new ChainId(link.hash().value());
    if (store.has(link.hash())) {
      return id;
    }
    GroupState after = states.verification().groupChain().first(link, Order.NOW);
    ChainEntity row = new ChainEntity();
    row.id = id.value().toArray();
    row.kind = "group";
    apply(row, GroupStateBefore.none(), after, link, request);
    return id;
  }

  @Transactional
  void append(UserId caller, ChainId group, NewLink request) {
    Signed<GroupLink> link = decode(caller, request);
    if (store.has(link.hash())) {
      return;
    }
    ChainEntity row = store.lockForNext(group, link.body().header().sequence());
    ChainStates.Verification verification = states.verification();
    GroupState before = verification.newest(group);
    GroupState after = verification.groupChain().next(before, link, Order.NOW);
    apply(row, GroupStateBefore.of(before), after, link, request);
  }

  private static Signed<GroupLink> decode(UserId caller, NewLink request) {
    Signed<GroupLink> link =
        GroupLink.decode(Envelope.decode(StatementKind.GROUP, request.envelopeBytes()));
    if (!link.body().author().user().equals(caller)) {
      throw new Problem(Reason.FORBIDDEN, "A link is handed in by who signed it.");
    }
    return link;
  }

  /** What was there before: members and epoch. */
  private record GroupStateBefore(Set<UserId> members, long epoch) {
    static GroupStateBefore none() {
      return new GroupStateBefore(Set.of(), 0);
    }

    static GroupStateBefore of(GroupState state) {
      return new GroupStateBefore(state.members().keySet(), state.epoch().number());
    }
  }

  private void apply(
      ChainEntity row,
      GroupStateBefore before,
      GroupState after,
      Signed<GroupLink> link,
      NewLink request) {
    boolean newEpoch = after.epoch().number() != before.epoch();
    row.epoch = after.epoch().number();
    store.append(row, after.sequence(), link.envelope());
    Set<Bytes> readers = new HashSet<>();
    after.members().keySet().stream()
        .filter(user -> newEpoch || !before.members().contains(user))
        .forEach(user -> readers.add(user.value()));
    if (newEpoch) {
      store.keepBoxes(after.id(), after.epoch(), request);
    }
    store.keepWraps(after.id(), after.epoch().number(), request.wraps(), readers);
    link.body().changes().forEach(change -> follow(after.id(), change));
    states.remember(after);
    outbox.append(
        new DomainEvent.GroupLinked(
            after.id().toString(),
            link.body().author().user().toString(),
            after.sequence(),
            link.hash().toString(),
            link.body().cause().name(),
            after.epoch().number(),
            changes(link.body())));
    String author = link.body().author().user().toString();
    if (!request.wraps().isEmpty()) {
      outbox.append(
          new DomainEvent.WrapsStored(
              after.id().toString(), author, after.epoch().number(), request.wraps().size()));
    }
    if (newEpoch) {
      roomsBehind(after)
          .forEach(room ->
              outbox.append(
                  new DomainEvent.RoomRekeyDue(
                      room.toString(), author, after.id().toString(), after.epoch().number())));
    }
  }

  /**
   * Rooms whose keys are not wrapped for the group's present epoch; in an order, against deadlock.
   */
  private List<Bytes> roomsBehind(GroupState group) {
    List<?> rooms =
        database
            .createNativeQuery(
                "SELECT room FROM room_grant WHERE grantee_kind = 'group' AND grantee = ?1"
                    + " AND wrapped_epoch < ?2 ORDER BY room")
            .setParameter(1, group.id().value().toArray())
            .setParameter(2, group.epoch().number())
            .getResultList();
    return rooms.stream().map(room -> Bytes.of((byte[]) room)).toList();
  }

  private void follow(ChainId group, GroupLink.Change change) {
    switch (change) {
      case GroupLink.Change.Put put ->
          database
              .createNativeQuery(
                  "INSERT INTO group_member (group_id, user_id, role) VALUES (?1, ?2, ?3)"
                      + " ON CONFLICT (group_id, user_id) DO UPDATE SET role = EXCLUDED.role")
              .setParameter(1, group.value().toArray())
              .setParameter(2, put.user().value().toArray())
              .setParameter(3, put.role().text())
              .executeUpdate();
      case GroupLink.Change.Remove remove ->
          database
              .createNativeQuery("DELETE FROM group_member WHERE group_id = ?1 AND user_id = ?2")
              .setParameter(1, group.value().toArray())
              .setParameter(2, remove.user().value().toArray())
              .executeUpdate();
    }
  }

  private static List<DomainEvent.Change> changes(GroupLink link) {
    return link.changes().stream()
        .map(change ->
            switch (change) {
              case GroupLink.Change.Put put ->
                  new DomainEvent.Change("put", put.user().toString(), put.role().text());
              case GroupLink.Change.Remove remove ->
                  new DomainEvent.Change("remove", remove.user().toString(), "");
            })
        .toList();
  }
}
