package dev.strongroom.storage;

import dev.strongroom.kit.testing.World;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The service's database, under a test's hands. */
final class Databases {
  private Databases() {}

  static Connection open(World world) throws SQLException {
    return DriverManager.getConnection(
        world.services().jdbcUrl("storage"),
        world.services().databaseUser("storage"),
        world.lease().databasePassword());
  }

  static void run(World world, String sql, Object... parameters) throws SQLException {
    try (Connection connection = open(world);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      statement.executeUpdate();
    }
  }
}
