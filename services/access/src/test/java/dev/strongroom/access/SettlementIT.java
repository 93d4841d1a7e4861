package dev.strongroom.access;

import static dev.strongroom.access.Ask.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.kit.testing.Crash;
import dev.strongroom.kit.testing.Draft;
import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.local.testing.Waiting;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.Chains;
import dev.strongroom.protocol.chain.GroupHead;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.directory.Checkpoint;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A link is kept, logged, and judged at its place in the log; wherever the service is killed, one
 * link is accepted, and everybody is told which.
 */
class SettlementIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static World world;
  private static Ask ask;
  private static Crash crash;
  private static Membership membership;
  private static World.Person manager;
  private static World.Person second;
  private static World.Person member;
  private static World.Person other;

  @BeforeAll
  static void start() {
    world = World.start("access-settlement", "identity", "access").founded();
    ask = new Ask(world);
    crash = new Crash(world, "access");
    membership = new Membership(world);
    manager = world.enrolled("manager");
    second = world.enrolled("second");
    member = world.enrolled("member");
    other = world.enrolled("other");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static Map<String, Object> adding(
      Membership.Group group, World.Person signer, World.Person who) {
    return Draft.goesOn(
        membership.adding(group, signer, who),
        List.of(group.epoch().wrapFor(group.id(), who.keys())));
  }

  /** A group with two managers. */
  private static Membership.Group twoManagers() {
    Membership.Group group = membership.newGroup(manager);
    Signed<GroupLink> link =
        membership.link(
            group,
            manager,
            List.of(Chains.put(second.keys(), GroupRole.MANAGER)),
            group.state().epoch());
    return membership.after(
        group,
        link,
        membership.handIn(
            manager,
            group,
            Draft.goesOn(link, List.of(group.epoch().wrapFor(group.id(), second.keys())))));
  }

  private static List<DirectoryEntry> log() {
    long size = Long.parseLong(checkpoint().split("\n", -1)[1]);
    Bytes entries =
        Bytes.fromBase64Url(
            world
                .as(manager, "identity")
                .queryParam("from", 0)
                .queryParam("to", size)
                .get("/identity/v1/log/entries")
                .then()
                .statusCode(200)
                .extract()
                .path("entries"));
    List<DirectoryEntry> log = new ArrayList<>();
    for (int at = 0; at < entries.length(); at += DirectoryEntry.LENGTH_BYTES) {
      log.add(DirectoryEntry.decode(entries.slice(at, at + DirectoryEntry.LENGTH_BYTES)));
    }
    return log;
  }

  private static String checkpoint() {
    return world
        .as(manager, "identity")
        .get("/identity/v1/log/checkpoint")
        .then()
        .statusCode(200)
        .extract()
        .path("checkpoint");
  }

  @Test
  void link_taken_hasItsPlaceInTheLog_andTheProof() {
    Membership.Group group = membership.newGroup(manager);
    Signed<GroupLink> link = membership.adding(group, manager, member);
    JsonPath answer =
        membership
            .handIn(
                manager,
                group,
                Draft.goesOn(link, List.of(group.epoch().wrapFor(group.id(), member.keys()))))
            .then()
            .statusCode(200)
            .body("id", equalTo(group.id().toString()))
            .extract()
            .jsonPath();
    Checkpoint checkpoint =
        Checkpoint.open(answer.getString("checkpoint"), List.of(Organisation.logKey()));
    DirectoryEntry entry = DirectoryEntry.group(group.id(), 1, link.hash());
    assertThat(
            MerkleLog.verifyInclusion(
                entry.leaf(world.organisation().id()),
                answer.getLong("index"),
                checkpoint.size(),
                checkpoint.root(),
                answer.getList("inclusion", String.class).stream().map(Hash::parse).toList()))
        .isTrue();
    assertThat(log().get((int) answer.getLong("index"))).isEqualTo(entry);
    ask.group(member, group.id())
        .then()
        .body("links[1].index", equalTo((int) answer.getLong("index")))
        .body("links[1].envelope", equalTo(link.envelope().encode().toBase64Url()))
        .body("more", equalTo(false))
        .body("voids", hasSize(0));
  }

  /** Whoever sends the same bytes again is told the same: also when he is not there any more. */
  @Test
  void t62_sameBytes_haveOneAnswer() {
    Membership.Group group = twoManagers();
    Map<String, Object> addition = adding(group, second, member);
    String first = membership.handIn(second, group, addition).then().extract().asString();
    Membership.Group with =
        new Membership.Group(
            membership
                .chains()
                .remember(
                    membership
                        .chains()
                        .groupChain()
                        .next(
                            group.state(),
                            GroupLink.decode(
                                Envelope.decode(
                                    StatementKind.GROUP,
                                    Bytes.fromBase64Url(String.valueOf(addition.get("envelope"))))),
                            JsonPath.from(first).getLong("index"))),
            group.epoch());
    membership.removed(with, manager, second, manager, member);

    refused(ask.group(second, group.id()), 404, "not-found");
    assertThat(
            membership.handIn(second, group, addition).then().statusCode(200).extract().asString())
        .isEqualTo(first);
    refused(membership.handIn(manager, group, addition), 403, "forbidden");
  }

  @Test
  void t62_twoManagersAtOnce_oneIsTaken_theOtherIsToldToFetch_andNothingOfHisIsLogged()
      throws Exception {
    Membership.Group group = twoManagers();
    CyclicBarrier both = new CyclicBarrier(2);
    List<Callable<Response>> race = new ArrayList<>();
    for (World.Person signer : List.of(manager, second)) {
      Map<String, Object> request = adding(group, signer, signer.equals(manager) ? member : other);
      race.add(() -> {
        both.await();
        return membership.handIn(signer, group, request);
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
    ask.group(manager, group.id()).then().body("links", hasSize(3)).body("voids", hasSize(0));
    assertThat(
            log().stream()
                .filter(entry -> entry.subject().equals(group.id().value()))
                .map(DirectoryEntry::sequence))
        .containsExactly(0L, 1L, 2L);
    assertThat(ask.count("pending_link")).isZero();
  }

  @Test
  void link_refused_isNotLogged() {
    Membership.Group group = membership.newGroup(manager, member);
    int before = log().size();
    refused(
        membership.handIn(member, group, adding(group, member, other)), 422, "statement-refused");
    assertThat(log()).hasSize(before);
  }

  /**
   * A room's link is kept; before it is logged, its author is removed from the group that makes him
   * a manager. Where it stands in the log it breaks a rule: void, and shown as such.
   */
  @Test
  void link_whoseAuthorWasRemovedBeforeItWasLogged_isVoid_andServedAsSuch() throws Exception {
    Membership.Group group = twoManagers();
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, group, Role.MANAGER);
    Signed<RoomLink> late =
        membership.granting(room, second, Chains.grant(other.keys(), Role.EDITOR));
    Map<String, Object> request =
        Draft.goesOn(late, List.of(room.epoch().wrapFor(room.id(), other.keys())));
    keepOnly(room, late, request);
    membership.removed(group, manager, second, manager);

    ask.room(manager, room.id())
        .then()
        .statusCode(200)
        .body("links", hasSize(2))
        .body("voids", hasSize(1))
        .body("voids[0].envelope", equalTo(late.envelope().encode().toBase64Url()));
    refused(ask.room(other, room.id()), 404, "not-found");
    Response again = membership.handIn(second, room, request);
    refused(again, 422, "statement-refused");
    assertThat(again.path("detail").toString()).startsWith("LINK_ORDER");
    // The place is free.
    Signed<RoomLink> next =
        membership
            .chains()
            .room(
                Optional.of(room.state()),
                Cause.CHANGE,
                manager.keys(),
                List.of(Chains.grant(member.keys(), Role.DEPOSITOR)),
                List.copyOf(newestHeads(group)),
                room.state().epoch());
    membership.handIn(manager, room, Draft.goesOn(next, List.of())).then().statusCode(200);
    ask.room(manager, room.id()).then().body("links", hasSize(3));
  }

  private static List<GroupHead> newestHeads(Membership.Group group) {
    JsonPath chain = ask.group(manager, group.id()).then().extract().jsonPath();
    String newest = chain.getString("links[-1].envelope");
    Signed<GroupLink> link =
        GroupLink.decode(Envelope.decode(StatementKind.GROUP, Bytes.fromBase64Url(newest)));
    return List.of(new GroupHead(group.id(), link.body().header().sequence(), link.hash()));
  }

  /**
   * The request is kept as pending, as if the service had been killed then; no worker comes yet.
   */
  private static void keepOnly(
      Membership.Room room, Signed<RoomLink> link, Map<String, Object> request)
      throws SQLException, JsonProcessingException {
    try (Connection sql = world.database("access");
        PreparedStatement row =
            sql.prepareStatement(
                "INSERT INTO pending_link (hash, kind, chain, sequence, request, received_at)"
                    + " VALUES (?, 'room', ?, ?, ?, now() + interval '1 hour')")) {
      row.setBytes(1, link.hash().value().toArray());
      row.setBytes(2, room.id().value().toArray());
      row.setLong(3, link.body().header().sequence());
      row.setBytes(4, new ObjectMapper().writeValueAsBytes(request));
      row.executeUpdate();
    }
  }

  /** Kept and not logged; logged and not accepted. */
  @ParameterizedTest
  @ValueSource(strings = {"identity:log_entry", "access:link", "access:outbox"})
  void t62_killedOnTheWay_oneLinkIsAccepted_withoutAnybodyAskingAgain(String point)
      throws Exception {
    Membership.Group group = membership.newGroup(manager);
    Map<String, Object> request = adding(group, manager, member);

    crash.at(point, () -> membership.handIn(manager, group, request));

    Waiting.until(PATIENCE, () -> ask.count("pending_link") == 0);
    settled(group, request);
  }

  /** The same, and somebody else comes before anybody has finished it. */
  @ParameterizedTest
  @ValueSource(strings = {"identity:log_entry", "access:link"})
  void t62_killedOnTheWay_whoComesNext_finishesItFirst(String point) throws Exception {
    Membership.Group group = twoManagers();
    Map<String, Object> request = adding(group, manager, member);

    crash.at(point, () -> membership.handIn(manager, group, request));

    refused(membership.handIn(second, group, adding(group, second, other)), 409, "stale-head");
    ask.group(second, group.id()).then().body("links", hasSize(3)).body("voids", hasSize(0));
    membership.handIn(manager, group, request).then().statusCode(200);
  }

  /** Accepted, and nobody was told. */
  @Test
  void t62_killedBeforeTheAnswer_theSameBytesAreToldTheSame() throws Exception {
    Membership.Group group = membership.newGroup(manager);
    Map<String, Object> request = adding(group, manager, member);
    try (Connection outbox = world.database("access");
        Connection link = world.database("access");
        Statement holdsOutbox = outbox.createStatement();
        Statement wantsLink = link.createStatement();
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      outbox.setAutoCommit(false);
      link.setAutoCommit(false);
      holdsOutbox.execute("LOCK TABLE outbox IN EXCLUSIVE MODE");
      Future<?> running =
          threads.submit(Crash.unanswered(() -> membership.handIn(manager, group, request)));
      crash.awaitSomebodyAt("access", "outbox");
      // Queued before the service's own look at what it has accepted.
      Future<?> queued =
          threads.submit(() -> wantsLink.execute("LOCK TABLE link IN ACCESS EXCLUSIVE MODE"));
      crash.awaitSomebodyAt("access", "link");
      outbox.rollback();
      queued.get();
      crash.awaitSomebodyAt("access", "link");
      world.services().kill("access");
      link.rollback();
      running.get();
    }
    world.services().start("access");
    assertThat(ask.count("pending_link")).isZero();
    settled(group, request);
  }

  /** One link, there with all that belongs to it, and the same answer for who asks again. */
  private static void settled(Membership.Group group, Map<String, Object> request) {
    ask.group(member, group.id())
        .then()
        .statusCode(200)
        .body("links", hasSize(2))
        .body("voids", hasSize(0))
        .body("wraps", hasSize(1));
    String once =
        membership.handIn(manager, group, request).then().statusCode(200).extract().asString();
    assertThat(membership.handIn(manager, group, request).asString()).isEqualTo(once);
    assertThat(log().stream().filter(e -> e.subject().equals(group.id().value()))).hasSize(2);
  }
}
