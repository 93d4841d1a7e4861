package dev.strongroom.storage;

import dev.strongroom.kit.testing.Draft;
import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.Chains;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Links of rooms that a hand writes to: new epochs, grants, retirement. */
final class Rotations {
  private final World world;
  private final World.Person manager;
  private final Membership membership;
  private final Map<Hand, Envelope> newest = new HashMap<>();

  Rotations(World world, World.Person manager) {
    this.world = world;
    this.manager = manager;
    this.membership = new Membership(world);
  }

  Hand newRoom() {
    return new Hand(world, manager, membership.newRoom(manager));
  }

  /** Begins a new epoch. */
  void rotate(Hand hand) {
    Membership.Room room = hand.room();
    Draft next = room.epoch().next(world.organisation());
    Signed<RoomLink> link =
        membership
            .chains()
            .room(
                Optional.of(room.state()),
                Cause.CHANGE,
                manager.keys(),
                List.of(),
                List.of(),
                next.info());
    take(hand, link, next, next.begins(link, List.of(next.wrapFor(room.id(), manager.keys()))));
  }

  void grant(Hand hand, World.Person who, Role role) {
    Membership.Room room = hand.room();
    Signed<RoomLink> link =
        membership
            .chains()
            .room(
                Optional.of(room.state()),
                Cause.CHANGE,
                manager.keys(),
                List.of(Chains.grant(who.keys(), role)),
                List.of(),
                room.state().epoch());
    take(
        hand,
        link,
        room.epoch(),
        Draft.goesOn(link, List.of(room.epoch().wrapFor(room.id(), who.keys()))));
  }

  private void take(Hand hand, Signed<RoomLink> link, Draft epoch, Map<String, Object> request) {
    Membership.Room room = hand.room();
    membership.handIn(manager, room, request).then().statusCode(200);
    newest.put(hand, link.envelope());
    hand.goOn(
        new Membership.Room(
            membership.chains().roomChain().next(room.state(), link, Order.NOW), epoch));
  }

  /** Retires epochs; gives the links that the storage service has to be shown. */
  List<String> retire(Hand hand, long oldest, CommitRef covered) {
    List<String> links = new ArrayList<>();
    links.add(Optional.ofNullable(newest.get(hand)).orElseThrow().encode().toBase64Url());
    Signed<RoomLink> link = retiringLink(hand, oldest, covered);
    take(hand, link, hand.room().epoch(), Draft.goesOn(link, List.of()));
    links.add(link.envelope().encode().toBase64Url());
    return links;
  }

  /** The same links, but nobody hands the last one in. */
  List<String> retiring(Hand hand, long oldest, CommitRef covered) {
    return List.of(
        Optional.ofNullable(newest.get(hand)).orElseThrow().encode().toBase64Url(),
        retiringLink(hand, oldest, covered).envelope().encode().toBase64Url());
  }

  private Signed<RoomLink> retiringLink(Hand hand, long oldest, CommitRef covered) {
    RoomLink plain = plain(hand, hand.room().state().epoch());
    return sign(plain, plain.indexKey(), oldest, Optional.of(covered));
  }

  /** Begins a new epoch with the next index key. */
  void replaceIndexKey(Hand hand) {
    Membership.Room room = hand.room();
    Draft next = room.epoch().nextWithIndexKey(world.organisation());
    RoomLink plain = plain(hand, next.info());
    Signed<RoomLink> link = sign(plain, plain.indexKey() + 1, plain.oldestEpoch(), plain.commit());
    take(hand, link, next, next.begins(link, List.of(next.wrapFor(room.id(), manager.keys()))));
  }

  private RoomLink plain(Hand hand, EpochInfo epoch) {
    return membership
        .chains()
        .room(
            Optional.of(hand.room().state()),
            Cause.CHANGE,
            manager.keys(),
            List.of(),
            List.of(),
            epoch)
        .body();
  }

  private Signed<RoomLink> sign(
      RoomLink plain, long indexKey, long oldestEpoch, Optional<CommitRef> commit) {
    return RoomLink.sign(
        new RoomLink(
            plain.header(),
            plain.cause(),
            plain.room(),
            plain.author(),
            plain.directory(),
            plain.changes(),
            plain.grants(),
            plain.grantCount(),
            plain.heads(),
            plain.epoch(),
            indexKey,
            oldestEpoch,
            plain.policy(),
            commit),
        manager.keys().keys().signing());
  }

  Response tell(Hand hand, List<String> links) {
    return world
        .as(manager, "storage")
        .body(Map.of("links", links))
        .post(hand.path() + "/rewraps/retirement");
  }

  /** Waits until wraps of retired epochs are dropped. */
  void awaitDropped(Hand hand) {
    Instant limit = Instant.now().plusSeconds(30);
    boolean dropping = true;
    while (dropping) {
      if (Instant.now().isAfter(limit)) {
        throw new AssertionError("the wraps of retired epochs are never dropped");
      }
      dropping =
          world
              .as(manager, "storage")
              .get(hand.path() + "/rewraps/progress")
              .then()
              .statusCode(200)
              .extract()
              .path("dropping");
    }
  }
}
