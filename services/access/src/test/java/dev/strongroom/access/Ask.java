package dev.strongroom.access;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** Questions that these tests put to the service, and to its database. */
final class Ask {
  private final World world;

  Ask(World world) {
    this.world = world;
  }

  static void refused(Response answer, int status, String reason) {
    answer
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("reason", equalTo(reason))
        .body("correlationId", notNullValue());
  }

  Response group(World.Person who, Object id) {
    return world.as(who, "access").get("/access/v1/groups/" + id);
  }

  Response room(World.Person who, Object id) {
    return world.as(who, "access").get("/access/v1/rooms/" + id);
  }

  Response decision(World.Person who, Membership.Room room) {
    return world
        .asService("storage", "access")
        .body(
            Map.of(
                "user", who.keys().user().toString(),
                "room", room.id().toString()))
        .post("/internal/v1/decisions");
  }

  long count(String from) throws SQLException {
    try (Connection sql = world.database("access");
        Statement statement = sql.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + from)) {
      row.next();
      return row.getLong(1);
    }
  }
}
