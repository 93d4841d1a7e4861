package dev.strongroom.access;

import static dev.strongroom.access.Ask.refused;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.strongroom.kit.testing.Draft;
import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.GroupHead;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.statement.Signed;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** When new keys are due, who is given which, and what is served page by page. */
class EpochIT {
  private static World world;
  private static Ask ask;
  private static Membership membership;
  private static World.Person manager;
  private static World.Person member;
  private static World.Person outsider;

  @BeforeAll
  static void start() {
    world = World.start("access-epochs", "identity", "access").founded();
    ask = new Ask(world);
    membership = new Membership(world);
    manager = world.enrolled("manager");
    member = world.enrolled("member");
    outsider = world.enrolled("outsider");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static void due(Membership.Room room, boolean due) {
    ask.decision(manager, room).then().statusCode(200).body("rekeyDue", equalTo(due));
  }

  /** What is signed from now on knows all that the service's log has. */
  private static void knowAll() {
    long size = logged();
    while (world.organisation().entries().size() < size) {
      world.organisation().log(any());
    }
  }

  private static DirectoryEntry any() {
    return DirectoryEntry.group(
        new ChainId(Sha256.of(Bytes.utf8("any")).value()),
        0,
        new Hash(Bytes.random(world.organisation().random(), 32)));
  }

  private static long logged() {
    String checkpoint =
        world
            .as(manager, "identity")
            .get("/identity/v1/log/checkpoint")
            .then()
            .extract()
            .path("checkpoint");
    return Long.parseLong(checkpoint.split("\n", -1)[1]);
  }

  private static World.Person rotated(World.Person person, Identity.Cause cause) {
    Organisation.Somebody fresh = world.organisation().rotate(person.keys(), cause, ordinal());
    world
        .as(person, "identity")
        .body(world.identity(fresh, fresh.identity()))
        .post("/identity/v1/me/identities")
        .then()
        .statusCode(200);
    return new World.Person(person.name(), person.token(), fresh);
  }

  /** Where this test believes the log has a statement; only their order counts for it. */
  private static long ordinal() {
    return world.organisation().entries().size();
  }

  private static Membership.Group rekeyed(
      Membership.Group group, World.Person by, World.Person... readers) {
    Draft next = group.epoch().next(world.organisation());
    Signed<GroupLink> link =
        membership
            .chains()
            .on(group.state(), by.keys())
            .cause(Cause.REKEY)
            .epoch(next.info())
            .sign();
    List<Map<String, String>> wraps = new ArrayList<>();
    for (World.Person reader : readers) {
      wraps.add(next.wrapFor(group.id(), reader.keys()));
    }
    long index = Membership.place(membership.handIn(by, group, next.begins(link, wraps)));
    return new Membership.Group(
        membership
            .chains()
            .remember(membership.chains().groupChain().next(group.state(), link, index)),
        next);
  }

  private static Response rekey(
      Membership.Room room,
      World.Person by,
      List<GroupHead> heads,
      Function<Draft, List<Map<String, String>>> wraps) {
    Draft next = room.epoch().next(world.organisation());
    Signed<RoomLink> link =
        membership
            .chains()
            .on(room.state(), by.keys())
            .cause(Cause.REKEY)
            .heads(heads.toArray(new GroupHead[0]))
            .epoch(next.info())
            .sign();
    return membership.handIn(by, room, next.begins(link, wraps.apply(next)));
  }

  @Test
  void t33_compromiseOfAPersonInARoom_isDueAtOnce_untilARekeyThatKnowsOfIt() {
    World.Person careless = world.enrolled("careless");
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, careless, Role.EDITOR);
    due(room, false);

    World.Person renewed = rotated(careless, Identity.Cause.COMPROMISE);

    due(room, true);
    knowAll();
    rekey(
            room,
            renewed,
            List.of(),
            next ->
                List.of(
                    next.wrapFor(room.id(), manager.keys()),
                    next.wrapFor(room.id(), renewed.keys())))
        .then()
        .statusCode(200);
    due(room, false);
    ask.room(renewed, room.id()).then().body("wraps", hasSize(1));
  }

  /** Somebody under keys that a reset brought, which his earlier ones make void afterwards. */
  private static World.Person underReset(World.Person person) {
    Organisation.Somebody fresh = world.organisation().reset(person.keys(), ordinal());
    world
        .as(person, "identity")
        .body(world.identity(fresh, fresh.identity()))
        .post("/identity/v1/me/identities")
        .then()
        .statusCode(200);
    return new World.Person(person.name(), person.token(), fresh);
  }

  @Test
  void readerWhoseResetBecameVoid_needsNoWrapOfANewEpoch_andEverybodyElseDoes() {
    World.Person lost = world.enrolled("lost-his-keys");
    World.Person fresh = underReset(lost);
    Membership.Group group = membership.newGroup(manager, member, fresh);
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, member, Role.EDITOR);
    room = membership.granted(room, manager, fresh, Role.EDITOR);
    rotated(lost, Identity.Cause.ROTATION);
    knowAll();

    Draft ofGroup = group.epoch().next(world.organisation());
    Signed<GroupLink> link = membership.link(group, manager, List.of(), ofGroup.info());
    List<Map<String, String>> wraps = new ArrayList<>();
    wraps.add(ofGroup.wrapFor(group.id(), manager.keys()));
    refused(
        membership.handIn(manager, group, ofGroup.begins(link, wraps)), 422, "statement-refused");
    wraps.add(ofGroup.wrapFor(group.id(), member.keys()));
    membership.handIn(manager, group, ofGroup.begins(link, wraps)).then().statusCode(200);

    Draft ofRoom = room.epoch().next(world.organisation());
    Signed<RoomLink> next =
        membership.chains().on(room.state(), manager.keys()).epoch(ofRoom.info()).sign();
    refused(
        membership.handIn(
            manager, room, ofRoom.begins(next, List.of(ofRoom.wrapFor(room.id(), manager.keys())))),
        422,
        "statement-refused");
    membership
        .handIn(
            manager,
            room,
            ofRoom.begins(
                next,
                List.of(
                    ofRoom.wrapFor(room.id(), manager.keys()),
                    ofRoom.wrapFor(room.id(), member.keys()))))
        .then()
        .statusCode(200);
  }

  @Test
  void t33_routineRotation_isNotDue() {
    World.Person tidy = world.enrolled("tidy");
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, tidy, Role.EDITOR);
    rotated(tidy, Identity.Cause.ROTATION);
    due(room, false);
  }

  @Test
  void t33_compromiseInAGroup_isDueInItsRooms_untilBothHaveNewKeys() {
    World.Person careless = world.enrolled("careless-too");
    Membership.Group group = membership.newGroup(manager, careless);
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, group, Role.EDITOR);
    due(room, false);
    World.Person renewed = rotated(careless, Identity.Cause.COMPROMISE);
    due(room, true);

    knowAll();
    Membership.Group after = rekeyed(group, renewed, manager, renewed);
    due(room, true);
    rekey(
            room,
            renewed,
            List.of(after.state().asHead()),
            next ->
                List.of(
                    next.wrapFor(room.id(), manager.keys()),
                    next.wrapFor(room.id(), after.state())))
        .then()
        .statusCode(200);
    due(room, false);
  }

  @Test
  void directoryAway_nothingIsWritten_andReadingGoesOn() {
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, member, Role.VIEWER);
    due(room, false);
    world.services().kill("identity");
    try {
      ask.decision(manager, room)
          .then()
          .statusCode(200)
          .body("role", equalTo("manager"))
          .body("directoryAway", equalTo(true))
          .body("rekeyDue", equalTo(false));
      ask.decision(member, room)
          .then()
          .statusCode(200)
          .body("role", equalTo("viewer"))
          .body("rekeyDue", equalTo(false));
    } finally {
      world.services().start("identity");
    }
    due(room, false);
  }

  @Test
  void leave_ofARoom_cutsAtOnce_andIsDue_andTheSameBytesAreAnsweredStill() {
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, member, Role.EDITOR);
    Signed<RoomLink> leave =
        membership
            .chains()
            .on(room.state(), member.keys())
            .cause(Cause.LEAVE)
            .remove(member.keys())
            .sign();
    Map<String, Object> request = Draft.goesOn(leave, List.of());
    Membership.Room after = membership.after(room, leave, membership.handIn(member, room, request));

    ask.decision(member, room).then().body("role", equalTo(""));
    refused(ask.room(member, room.id()), 404, "not-found");
    due(room, true);
    membership.handIn(member, room, request).then().statusCode(200);
    rekey(after, manager, List.of(), next -> List.of(next.wrapFor(room.id(), manager.keys())))
        .then()
        .statusCode(200);
    due(room, false);
  }

  @Test
  void leave_ofAGroup_isDueInItsRooms() {
    Membership.Group group = membership.newGroup(manager, member);
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, group, Role.EDITOR);
    Signed<GroupLink> leave =
        membership
            .chains()
            .on(group.state(), member.keys())
            .cause(Cause.LEAVE)
            .remove(member.keys())
            .sign();
    membership.handIn(member, group, Draft.goesOn(leave, List.of())).then().statusCode(200);
    ask.decision(member, room).then().body("role", equalTo(""));
    due(room, true);
  }

  @Test
  void leave_ofTheLastManager_isRefused() {
    Membership.Group group = membership.newGroup(manager, member);
    Signed<GroupLink> leave =
        membership
            .chains()
            .on(group.state(), manager.keys())
            .cause(Cause.LEAVE)
            .remove(manager.keys())
            .sign();
    refused(
        membership.handIn(manager, group, Draft.goesOn(leave, List.of())),
        422,
        "statement-refused");
    ask.group(manager, group.id()).then().statusCode(200).body("links", hasSize(2));
  }

  @Test
  void depositor_hasARole_andNeitherWrapsNorBoxes() {
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, member, Role.DEPOSITOR);
    ask.decision(member, room).then().body("role", equalTo("depositor"));
    ask.room(member, room.id())
        .then()
        .statusCode(200)
        .body("links", hasSize(2))
        .body("boxes", empty())
        .body("wraps", empty());
    refused(
        wraps(member, room, entry(room.epoch().wrapFor(room.id(), member.keys()), 1)),
        403,
        "forbidden");
  }

  /** Of what came before them those who read now get what was wrapped for them, and nobody else. */
  @Test
  void earlierEpoch_isServedToWhoReadsNow_withHisOwnWraps() {
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, member, Role.EDITOR);
    World.Person sender = world.enrolled("sender");
    room = membership.granted(room, manager, sender, Role.DEPOSITOR);
    Draft next = room.epoch().next(world.organisation());
    Signed<RoomLink> link =
        membership.chains().on(room.state(), manager.keys()).epoch(next.info()).sign();
    membership
        .handIn(
            manager,
            room,
            next.begins(
                link,
                List.of(
                    next.wrapFor(room.id(), manager.keys()),
                    next.wrapFor(room.id(), member.keys()))))
        .then()
        .statusCode(200);

    earlier(member, "rooms", room.id(), 1)
        .then()
        .statusCode(200)
        .body("boxes.epoch", contains(1))
        .body("wraps.epoch", contains(1))
        .body("wraps.reference", contains(member.keys().identity().hash().toString()));
    refused(earlier(member, "rooms", room.id(), 3), 404, "not-found");
    refused(earlier(sender, "rooms", room.id(), 1), 403, "forbidden");
    refused(earlier(outsider, "rooms", room.id(), 1), 404, "not-found");
  }

  @Test
  void earlierEpochOfAGroup_isServedToItsMembers() {
    Membership.Group group = membership.newGroup(manager, member);
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, group, Role.VIEWER);
    membership.granted(room, manager, outsider, Role.VIEWER);

    earlier(member, "groups", group.id(), 1)
        .then()
        .statusCode(200)
        .body("boxes.epoch", contains(1))
        .body("wraps.reference", contains(member.keys().identity().hash().toString()));
    // He sees the group, for it is in a room of his, and holds no key of it.
    refused(earlier(outsider, "groups", group.id(), 1), 404, "not-found");
  }

  private static Response earlier(World.Person who, String kind, ChainId id, long epoch) {
    return world.as(who, "access").get("/access/v1/" + kind + "/" + id + "/epochs/" + epoch);
  }

  private static Map<String, Object> entry(Map<String, String> wrap, long epoch) {
    Map<String, Object> entry = new HashMap<>(wrap);
    entry.put("epoch", epoch);
    return entry;
  }

  private static Response wraps(World.Person by, Membership.Room room, Map<String, Object> entry) {
    return world
        .as(by, "access")
        .body(Map.of("wraps", List.of(entry)))
        .post("/access/v1/rooms/" + room.id() + "/wraps");
  }

  @Test
  void t59_wraps_areTakenFromReaders_forThoseWhoRead_andTheirNewestKeys() {
    World.Person moving = world.enrolled("moving");
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, moving, Role.VIEWER);
    World.Person moved = rotated(moving, Identity.Cause.ROTATION);
    Map<String, Object> own = entry(room.epoch().wrapFor(room.id(), moved.keys()), 1);

    wraps(moved, room, own).then().statusCode(200).body("kept", equalTo(1));
    wraps(moved, room, own).then().statusCode(200).body("kept", equalTo(0));
    ask.room(moved, room.id())
        .then()
        .body("wraps", hasSize(2))
        .body("wraps.reference", hasItem(moved.keys().identity().hash().toString()));
    // A further one of somebody else takes nobody's place.
    wraps(manager, room, own).then().statusCode(200).body("kept", equalTo(1));
    ask.room(moved, room.id()).then().body("wraps", hasSize(3));

    Map<String, Object> old = entry(room.epoch().wrapFor(room.id(), moving.keys()), 1);
    refused(wraps(manager, room, old), 422, "statement-refused");
    Map<String, Object> stranger = entry(room.epoch().wrapFor(room.id(), outsider.keys()), 1);
    refused(wraps(manager, room, stranger), 422, "statement-refused");
    refused(wraps(outsider, room, stranger), 404, "not-found");
    own.put("epoch", 2);
    refused(wraps(moved, room, own), 409, "stale-head");
  }

  @Test
  void chain_isServedAThousandLinksAtATime() throws SQLException {
    Membership.Group group = membership.newGroup(manager);
    try (Connection sql = world.database("access");
        PreparedStatement rows =
            sql.prepareStatement(
                "INSERT INTO link (chain, sequence, hash, envelope, accepted_at, log_index,"
                    + " checkpoint, inclusion) SELECT ?, n, sha256(n::text::bytea || ?), '\\x00',"
                    + " now(), 1000000 + n, '', '' FROM generate_series(1, 1500) n")) {
      rows.setBytes(1, group.id().value().toArray());
      rows.setBytes(2, group.id().value().toArray());
      rows.executeUpdate();
    }
    page(group, -1)
        .then()
        .statusCode(200)
        .body("links", hasSize(1_000))
        .body("more", equalTo(true))
        .body("wraps", empty());
    page(group, 999)
        .then()
        .statusCode(200)
        .body("links", hasSize(501))
        .body("more", equalTo(false))
        .body("wraps", hasSize(1))
        .body("boxes", hasSize(1));
  }

  private static Response page(Membership.Group group, long after) {
    return world
        .as(manager, "access")
        .queryParam("after", after)
        .get("/access/v1/groups/" + group.id());
  }
}
