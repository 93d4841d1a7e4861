package dev.strongroom.access;

import static dev.strongroom.access.Ask.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;

import dev.strongroom.kit.testing.Crash;
import dev.strongroom.kit.testing.Draft;
import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.local.testing.Waiting;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.statement.Signed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Wherever the service is killed while somebody is removed, he is removed once, with the new epoch
 * and its wraps, or not at all, and nothing is released to him once anybody was told.
 */
class RemovalCrashIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static World world;
  private static Ask ask;
  private static Crash crash;
  private static Membership membership;
  private static World.Person manager;
  private static World.Person stays;
  private static World.Person leaver;

  @BeforeAll
  static void start() {
    world = World.start("access-removal", "identity", "access").founded();
    ask = new Ask(world);
    crash = new Crash(world, "access");
    membership = new Membership(world);
    manager = world.enrolled("manager");
    stays = world.enrolled("stays");
    leaver = world.enrolled("leaver");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity:log_entry", "access:link", "access:outbox"})
  void removalFromARoom_killedOnTheWay_isDoneOnce_withItsEpochAndWraps(String point)
      throws Exception {
    Membership.Room room = membership.newRoom(manager);
    room = membership.granted(room, manager, stays, Role.EDITOR);
    room = membership.granted(room, manager, leaver, Role.EDITOR);
    Draft next = room.epoch().next(world.organisation());
    Signed<RoomLink> link =
        membership
            .chains()
            .room(
                Optional.of(room.state()),
                Cause.CHANGE,
                manager.keys(),
                List.of(new RoomLink.Change.Remove(new Grantee.User(leaver.keys().user()))),
                List.of(),
                next.info());
    Map<String, Object> request =
        next.begins(
            link,
            List.of(
                next.wrapFor(room.id(), manager.keys()), next.wrapFor(room.id(), stays.keys())));
    Membership.Room before = room;

    crash.at(point, () -> membership.handIn(manager, before, request));

    Waiting.until(PATIENCE, () -> ask.count("pending_link") == 0);
    refused(ask.room(leaver, room.id()), 404, "not-found");
    ask.room(stays, room.id())
        .then()
        .statusCode(200)
        .body("links", hasSize(4))
        .body("voids", hasSize(0))
        .body("wraps", hasSize(1));
    String once =
        membership.handIn(manager, room, request).then().statusCode(200).extract().asString();
    assertThat(membership.handIn(manager, room, request).asString()).isEqualTo(once);
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity:log_entry", "access:link"})
  void removalFromAGroup_killedOnTheWay_cutsTheRoomsThatItIsGranted(String point) throws Exception {
    Membership.Group group = membership.newGroup(manager, stays, leaver);
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, group, Role.VIEWER);
    ask.room(leaver, room.id()).then().statusCode(200);
    Membership.Removal removal = membership.removal(group, manager, leaver);
    Map<String, Object> request =
        removal
            .epoch()
            .begins(
                removal.link(),
                List.of(
                    removal.epoch().wrapFor(group.id(), manager.keys()),
                    removal.epoch().wrapFor(group.id(), stays.keys())));

    crash.at(point, () -> membership.handIn(manager, group, request));

    Waiting.until(PATIENCE, () -> ask.count("pending_link") == 0);
    refused(ask.group(leaver, group.id()), 404, "not-found");
    refused(ask.room(leaver, room.id()), 404, "not-found");
    ask.room(stays, room.id()).then().statusCode(200);
    ask.group(stays, group.id()).then().body("links", hasSize(4)).body("voids", hasSize(0));
  }
}
