package dev.strongroom.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.testing.Draft;
import dev.strongroom.kit.testing.EventTap;
import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.Chains;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Lists;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import io.restassured.response.Response;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Links are verified before they are taken, and decide from the answer on. */
class ChainIT {
  private static World world;
  private static Membership membership;
  private static World.Person manager;
  private static World.Person member;
  private static World.Person other;
  private static World.Person outsider;

  @BeforeAll
  static void start() {
    world = World.start("access", "identity", "access").founded();
    membership = new Membership(world);
    manager = world.enrolled("manager");
    member = world.enrolled("member");
    other = world.enrolled("other");
    outsider = world.enrolled("outsider");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static void refused(Response answer, int status, String reason) {
    answer
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("reason", equalTo(reason))
        .body("correlationId", notNullValue());
  }

  private static Response group(World.Person who, Object id) {
    return world.as(who, "access").get("/access/v1/groups/" + id);
  }

  private static Response room(World.Person who, Object id) {
    return world.as(who, "access").get("/access/v1/rooms/" + id);
  }

  private static Response decision(World.Person who, Membership.Room room) {
    return world
        .asService("storage", "access")
        .body(
            Map.of(
                "user", who.keys().user().toString(),
                "room", room.id().toString()))
        .post("/internal/v1/decisions");
  }

  @Test
  void group_isServedToItsMembers_andIsNotThereForOthers() {
    Membership.Group group = membership.newGroup(manager, member);
    group(member, group.id())
        .then()
        .statusCode(200)
        .body("links", hasSize(2))
        .body("boxes", hasSize(1))
        .body("wraps.recipient", equalTo(List.of(member.keys().user().toString())));
    String madeUp = Bytes.random(new SecureRandom(), 32).toBase64Url();
    Response foreign = group(outsider, group.id());
    Response none = group(outsider, madeUp);
    refused(foreign, 404, "not-found");
    refused(none, 404, "not-found");
    assertThat(foreign.path("detail").toString()).isEqualTo(none.path("detail"));
    world.as(outsider, "access").get("/access/v1/groups").then().statusCode(200).body("$", empty());
  }

  @Test
  void links_areTold() {
    Membership.Group group = membership.newGroup(manager);
    Membership.Room room = membership.newRoom(manager);
    try (EventTap tap = new EventTap(world.lease(), Topic.ACCESS)) {
      assertThat(tap.await(DomainEvent.GroupLinked.class, group.id().toString()).at("/data/hash"))
          .hasToString("\"" + group.state().head() + "\"");
      tap.await(DomainEvent.RoomLinked.class, room.id().toString());
    }
  }

  @Test
  void creation_sentAgain_isTheSameChain() {
    Draft epoch = Draft.ofGroup(world.organisation());
    Signed<GroupLink> link =
        membership
            .chains()
            .group(
                Optional.empty(),
                manager.keys(),
                List.of(Chains.put(manager.keys(), GroupRole.MANAGER)),
                epoch.info());
    Map<String, Object> request =
        epoch.begins(
            link, List.of(epoch.wrapFor(new ChainId(link.hash().value()), manager.keys())));
    for (int time = 0; time < 2; time++) {
      world
          .as(manager, "access")
          .body(request)
          .post("/access/v1/groups")
          .then()
          .statusCode(200)
          .body("id", equalTo(link.hash().toString()));
    }
    group(manager, link.hash()).then().body("links", hasSize(1)).body("wraps", hasSize(1));
  }

  @Test
  void link_byAMemberWhoDoesNotManage_isRefused() {
    Membership.Group group = membership.newGroup(manager, member);
    Signed<GroupLink> link = membership.adding(group, member, other);
    Map<String, String> wrap = group.epoch().wrapFor(group.id(), other.keys());
    refused(
        membership.handIn(member, group, Draft.goesOn(link, List.of(wrap))),
        422,
        "statement-refused");
    refused(membership.handIn(manager, group, Draft.goesOn(link, List.of(wrap))), 403, "forbidden");
    refused(
        membership.handIn(
            outsider, group, Draft.goesOn(membership.adding(group, outsider, outsider), List.of())),
        404,
        "not-found");
    group(member, group.id()).then().body("links", hasSize(2));
  }

  @Test
  void link_withABrokenSignature_isRefused() {
    Membership.Group group = membership.newGroup(manager);
    Signed<GroupLink> link = membership.adding(group, manager, member);
    Envelope good = link.envelope();
    byte[] bits = good.signatures().getFirst().value().toArray();
    bits[40] ^= 1;
    Envelope broken =
        new Envelope(
            good.kind(),
            good.payload(),
            List.of(new Envelope.Signature(good.signatures().getFirst().key(), Bytes.of(bits))));
    Map<String, Object> request =
        new HashMap<>(
            Draft.goesOn(link, List.of(group.epoch().wrapFor(group.id(), member.keys()))));
    request.put("envelope", broken.encode().toBase64Url());
    refused(membership.handIn(manager, group, request), 422, "statement-refused");
    refused(group(member, group.id()), 404, "not-found");
  }

  @Test
  void t29_listThatTheChangesDoNotGive_isRefused() {
    Membership.Group group = membership.newGroup(manager);
    List<GroupLink.Change> with = List.of(Membership.member(member), Membership.member(outsider));
    Signed<GroupLink> link =
        membership
            .chains()
            .group(
                Optional.of(group.state()),
                manager.keys(),
                List.of(Membership.member(member)),
                Lists.ofMembers(group.state().members(), with),
                group.state().epoch());
    refused(
        membership.handIn(
            manager,
            group,
            Draft.goesOn(link, List.of(group.epoch().wrapFor(group.id(), member.keys())))),
        422,
        "statement-refused");
  }

  @Test
  void addition_withoutTheNewcomersWrap_isRefused() {
    Membership.Group group = membership.newGroup(manager);
    Signed<GroupLink> link = membership.adding(group, manager, member);
    refused(
        membership.handIn(manager, group, Draft.goesOn(link, List.of())), 422, "statement-refused");
    refused(group(member, group.id()), 404, "not-found");
  }

  @Test
  void t59_wrapForSomebodyWhoReadsNothing_isRefused() {
    Membership.Group group = membership.newGroup(manager);
    Signed<GroupLink> link = membership.adding(group, manager, member);
    refused(
        membership.handIn(
            manager,
            group,
            Draft.goesOn(
                link,
                List.of(
                    group.epoch().wrapFor(group.id(), member.keys()),
                    group.epoch().wrapFor(group.id(), outsider.keys())))),
        422,
        "statement-refused");
  }

  @Test
  void t63_boxesThatAreNotTheLinks_areRefused() {
    Draft epoch = Draft.ofGroup(world.organisation());
    Draft another = Draft.ofGroup(world.organisation());
    Signed<GroupLink> link =
        membership
            .chains()
            .group(
                Optional.empty(),
                manager.keys(),
                List.of(Chains.put(manager.keys(), GroupRole.MANAGER)),
                epoch.info());
    refused(
        world
            .as(manager, "access")
            .body(
                another.begins(
                    link, List.of(epoch.wrapFor(new ChainId(link.hash().value()), manager.keys()))))
            .post("/access/v1/groups"),
        422,
        "statement-refused");
  }

  @Test
  void removal_withoutNewKeys_orOfTheLastManager_isRefused() {
    Membership.Group group = membership.newGroup(manager, member);
    List<GroupLink.Change> leaving = List.of(new GroupLink.Change.Remove(member.keys().user()));
    refused(
        membership.handIn(
            manager,
            group,
            Draft.goesOn(
                membership.link(group, manager, leaving, group.state().epoch()), List.of())),
        422,
        "statement-refused");
    Membership.Removal last = membership.removal(group, manager, manager);
    refused(
        membership.handIn(
            manager,
            group,
            last.epoch()
                .begins(last.link(), List.of(last.epoch().wrapFor(group.id(), member.keys())))),
        422,
        "statement-refused");
    group(member, group.id()).then().statusCode(200).body("links", hasSize(2));
  }

  @Test
  void t62_twoLinksForOnePlace_oneIsTaken_andTheOtherIsToldToFetch() throws Exception {
    Membership.Group group = membership.newGroup(manager);
    CyclicBarrier both = new CyclicBarrier(2);
    List<Callable<Response>> race = new ArrayList<>();
    for (World.Person who : List.of(member, other)) {
      Map<String, Object> request =
          Draft.goesOn(
              membership.adding(group, manager, who),
              List.of(group.epoch().wrapFor(group.id(), who.keys())));
      race.add(() -> {
        both.await();
        return membership.handIn(manager, group, request);
      });
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (Future<Response> answer : threads.invokeAll(race)) {
        statuses.add(answer.get().statusCode());
        if (answer.get().statusCode() != 200) {
          refused(answer.get(), 409, "stale-head");
        }
      }
    }
    assertThat(statuses).containsExactlyInAnyOrder(200, 409);
    group(manager, group.id()).then().body("links", hasSize(2));
  }

  @Test
  void removal_cutsFromTheAnswerOn_andTheRoomsOfTheGroupAreDueForARekey() {
    Membership.Group group = membership.newGroup(manager, member, other);
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, group, Role.EDITOR);
    room(member, room.id()).then().statusCode(200).body("wraps", hasSize(1));
    decision(member, room)
        .then()
        .statusCode(200)
        .body("role", equalTo("editor"))
        .body("rekeyDue", equalTo(false));
    world
        .as(member, "access")
        .get("/access/v1/rooms")
        .then()
        .body("room", hasItem(room.id().toString()));

    membership.removed(group, manager, member, manager, other);

    refused(group(member, group.id()), 404, "not-found");
    refused(room(member, room.id()), 404, "not-found");
    decision(member, room).then().body("role", equalTo(""));
    world
        .as(member, "access")
        .get("/access/v1/rooms")
        .then()
        .body("room", not(hasItem(room.id().toString())));
    decision(other, room).then().body("role", equalTo("editor")).body("rekeyDue", equalTo(true));
  }

  @Test
  void roomLink_underAnOlderHeadOfAGroup_isStale() {
    Membership.Group group = membership.newGroup(manager);
    Membership.Room room = membership.newRoom(manager);
    membership.added(group, manager, member);
    Signed<RoomLink> link = membership.granting(room, manager, group, Role.VIEWER);
    refused(
        membership.handIn(
            manager,
            room,
            Draft.goesOn(link, List.of(room.epoch().wrapFor(room.id(), group.state())))),
        409,
        "stale-head");
  }

  @Test
  void t32_roomLink_byAViewer_isRefused() {
    Membership.Room room = membership.newRoom(manager);
    Signed<RoomLink> viewing =
        membership
            .chains()
            .room(
                Optional.of(room.state()),
                Cause.CHANGE,
                manager.keys(),
                List.of(Chains.grant(member.keys(), Role.VIEWER)),
                List.of(),
                room.state().epoch());
    membership
        .handIn(
            manager,
            room,
            Draft.goesOn(viewing, List.of(room.epoch().wrapFor(room.id(), member.keys()))))
        .then()
        .statusCode(200);
    Membership.Room seen =
        new Membership.Room(
            membership.chains().roomChain().next(room.state(), viewing, Order.NOW), room.epoch());
    Signed<RoomLink> grab =
        membership
            .chains()
            .room(
                Optional.of(seen.state()),
                Cause.CHANGE,
                member.keys(),
                List.of(Chains.grant(member.keys(), Role.MANAGER)),
                List.of(),
                seen.state().epoch());
    refused(
        membership.handIn(member, seen, Draft.goesOn(grab, List.of())), 422, "statement-refused");
    room(member, room.id())
        .then()
        .body("wraps.recipient", equalTo(List.of(member.keys().user().toString())));
  }

  @Test
  void decisions_areForTheStorageServiceAlone() {
    Membership.Room room = membership.newRoom(manager);
    Map<String, String> question =
        Map.of(
            "user", manager.keys().user().toString(),
            "room", room.id().toString());
    world
        .asService("audit", "access")
        .body(question)
        .post("/internal/v1/decisions")
        .then()
        .statusCode(403);
    world
        .as(manager, "access")
        .body(question)
        .post("/internal/v1/decisions")
        .then()
        .statusCode(404);
  }

  @Test
  void directoryAway_linksAreNotTaken_andNothingIsHalfDone() {
    Membership.Group group = membership.newGroup(manager);
    Map<String, Object> request =
        Draft.goesOn(
            membership.adding(group, manager, other),
            List.of(group.epoch().wrapFor(group.id(), other.keys())));
    world.services().kill("access");
    world.services().start("access");
    world.services().kill("identity");
    try {
      Response away = membership.handIn(manager, group, request);
      refused(away, 503, "unavailable");
      assertThat(away.header("Retry-After")).isNotBlank();
    } finally {
      world.services().start("identity");
    }
    group(manager, group.id()).then().statusCode(200).body("links", hasSize(1));
    membership.handIn(manager, group, request).then().statusCode(200);
  }

  @Test
  void body_malformed_isAProblem() {
    for (String body : List.of("", "{", "[]", "{\"envelope\":\"AAAA\"}", "{\"more\":1}")) {
      Response answer = world.as(manager, "access").body(body).post("/access/v1/groups");
      answer.then().contentType("application/problem+json");
      assertThat(answer.statusCode()).as(body).isIn(400, 422);
    }
  }
}
