package dev.strongroom.storage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Statements over whole batches, which go to the database as arrays. In the caller's transaction,
 * as everything that is mapped.
 */
@ApplicationScoped
public class Sql {
  private final DataSource database;

  @Inject
  Sql(DataSource database) {
    this.database = database;
  }

  /** Reads one row. */
  public interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  public <T> List<T> query(String sql, Row<T> reader, Object... parameters) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(connection, statement, parameters);
      List<T> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(reader.of(rows));
        }
      }
      return found;
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  public <T> Optional<T> first(String sql, Row<T> reader, Object... parameters) {
    return query(sql, reader, parameters).stream().findFirst();
  }

  /** How many rows it touched. */
  public int change(String sql, Object... parameters) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(connection, statement, parameters);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  private static void bind(Connection connection, PreparedStatement statement, Object[] parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      Object value =
          parameters[i] instanceof byte[][] many
              ? connection.createArrayOf("bytea", many)
              : parameters[i];
      statement.setObject(i + 1, value);
    }
  }
}
