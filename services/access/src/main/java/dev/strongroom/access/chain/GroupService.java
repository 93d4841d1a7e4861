package dev.strongroom.access.chain;

import dev.strongroom.access.request.Fulfilment;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.ChainReplay;
import dev.strongroom.protocol.chain.GroupChain;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Order;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a group's link changes: the lists that decide follow in its transaction. */
@ApplicationScoped
class GroupService {
  private final ChainStates states;
  private final KeyStore keys;
  private final ChainStore store;
  private final Outbox outbox;
  private final Fulfilment fulfilment;
  private final EntityManager database;

  @Inject
  GroupService(
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
  Step.OfGroup verify(ChainStates.Verification verification, Handed.OfGroup link) {
    Optional<GroupState> before = before(verification, link);
    GroupChain chain = verification.groupChain();
    return new Step.OfGroup(
        before,
        before.isEmpty()
            ? chain.first(link.link(), Order.NOW)
            : chain.next(before.get(), link.link(), Order.NOW));
  }

  /** Judges a link on the newest one as clients do: as of its place in the log. */
  Step.OfGroup judge(ChainStates.Verification verification, Handed.OfGroup link, long at)
      throws VoidLink {
    Optional<GroupState> before = before(verification, link);
    ChainReplay.Outcome<GroupLink, GroupState> outcome =
        ChainReplay.of(verification.groupChain())
            .replay(link.chain(), before, List.of(link.at(at)), _ -> Optional.of(link.envelope()));
    if (outcome.accepted().isEmpty()) {
      throw VoidLink.of(outcome.voids());
    }
    return new Step.OfGroup(before, outcome.accepted().getFirst().state());
  }

  private static Optional<GroupState> before(
      ChainStates.Verification verification, Handed.OfGroup link) {
    return link.isFirst() ? Optional.empty() : Optional.of(verification.newest(link.chain()));
  }

  /** Requires boxes and wraps to be what the link needs, and no more. */
  void requireBeside(
      ChainStates.Verification verification, Handed.OfGroup link, Step.OfGroup step) {
    Set<Bytes> readers = new HashSet<>();
    if (step.newBox()) {
      KeyStore.requireBoxes(step.after().epoch(), !step.newEpoch(), link.beside());
    }
    if (step.newEpoch()) {
      step.after().members().keySet().forEach(user -> readers.add(user.value()));
    } else {
      for (GroupLink.Change change : link.link().body().changes()) {
        if (change instanceof GroupLink.Change.Put put && !isMember(step, put.user())) {
          readers.add(put.user().value());
        }
      }
    }
    KeyStore.requireWraps(
        link.beside().wraps(),
        readers,
        reader ->
            Optional.ofNullable(step.after().members().get(new UserId(reader)))
                .filter(member -> !verification.stands(new UserId(reader), member.identity()))
                .isPresent());
  }

  private static boolean isMember(Step.OfGroup step, UserId user) {
    return step.before().filter(before -> before.members().containsKey(user)).isPresent();
  }

  void accept(ChainEntity row, Handed.OfGroup link, Step.OfGroup step, Directory.Logged place) {
    GroupState after = step.after();
    row.goOn(after.epoch().number(), states.known(link.link().body().directory()), after.left());
    store.append(row, link, place);
    if (step.newBox()) {
      keys.keepBoxes(after.id(), after.epoch(), link.beside());
    }
    keys.keepWraps(after.id(), after.epoch().number(), link.author(), link.beside().wraps());
    link.link().body().changes().forEach(change -> follow(after.id(), change));
    tell(link, step);
  }

  private void tell(Handed.OfGroup link, Step.OfGroup step) {
    GroupState after = step.after();
    String author = link.author().toString();
    outbox.append(
        new DomainEvent.GroupLinked(
            after.id().toString(),
            author,
            after.sequence(),
            link.hash().toString(),
            link.link().body().cause().name(),
            after.epoch().number(),
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
    if (step.newEpoch()) {
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
                  "INSERT INTO group_member (group_id, user_id, role, identity)"
                      + " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (group_id, user_id)"
                      + " DO UPDATE SET role = EXCLUDED.role, identity = EXCLUDED.identity")
              .setParameter(1, group.value().toArray())
              .setParameter(2, put.user().value().toArray())
              .setParameter(3, put.role().text())
              .setParameter(4, put.identity().value().toArray())
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

  private static Map<UserId, Optional<String>> rolesAfter(GroupLink link) {
    Map<UserId, Optional<String>> roles = new HashMap<>();
    for (GroupLink.Change change : link.changes()) {
      switch (change) {
        case GroupLink.Change.Put put -> roles.put(put.user(), Optional.of(put.role().text()));
        case GroupLink.Change.Remove remove -> roles.put(remove.user(), Optional.empty());
      }
    }
    return roles;
  }
}
