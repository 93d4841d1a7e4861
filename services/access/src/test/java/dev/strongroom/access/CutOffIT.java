package dev.strongroom.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.local.testing.Waiting;
import dev.strongroom.protocol.chain.Role;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whom the sign-on lets in no longer is refused here, and nothing is decided for him. */
class CutOffIT {
  /** From Keycloak, by its provider, identity and the broker. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private static World world;
  private static Membership membership;

  @BeforeAll
  static void start() {
    world = World.start("access-cut", "identity", "access").founded();
    membership = new Membership(world);
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static int rooms(String token) {
    return world.as(token, "access").get("/access/v1/rooms").statusCode();
  }

  private static String roleOf(World.Person person, Membership.Room room) {
    return world
        .asService("storage", "access")
        .body(Map.of("user", person.keys().user().toString(), "room", room.id().toString()))
        .post("/internal/v1/decisions")
        .then()
        .statusCode(200)
        .extract()
        .path("role");
  }

  private static void enabled(World.Person person, boolean enabled) {
    world
        .lease()
        .keycloak()
        .call(
            world.lease().realm(),
            "PUT",
            "users/" + person.keys().identity().body().subject(),
            "{\"enabled\":" + enabled + "}");
  }

  @Test
  void user_disabledInKeycloak_isRefusedWithinSeconds_andReadsNothing_untilHeSignsInAnew() {
    World.Person manager = world.enrolled("managing");
    World.Person reader = world.enrolled("reading");
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, reader, Role.VIEWER);
    String token = reader.token();
    assertThat(rooms(token)).isEqualTo(200);
    assertThat(roleOf(reader, room)).isEqualTo("viewer");
    enabled(reader, false);
    Waiting.until(SOON, () -> rooms(token) == 401);
    world
        .as(token, "access")
        .get("/access/v1/rooms")
        .then()
        .body("detail", containsString("disabled or was signed out"));
    assertThat(roleOf(reader, room)).isEmpty();
    assertThat(roleOf(manager, room)).isEqualTo("manager");
    enabled(reader, true);
    Waiting.until(SOON, () -> roleOf(reader, room).equals("viewer"));
    assertThat(rooms(token)).isEqualTo(401);
    Waiting.until(SOON, () -> rooms(world.tokens().signIn("reading")) == 200);
  }
}
