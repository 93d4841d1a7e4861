package dev.strongroom.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What tests that were killed left on a leased stack; removed before the next build uses it. */
final class Leftovers {
  private Leftovers() {}

  /** Topics and objects: whole folders, before their parts start. */
  static void removeFiles(Layout layout) throws IOException {
    Pids.endAll(layout);
    for (String part : List.of("kafka", "s3")) {
      deleteTree(layout.data(part));
    }
    deleteTree(layout.home().resolve("leases"));
  }

  /** Databases and realms of leases that nobody holds any more. */
  static void removeLeases(Stack stack) throws SQLException {
    PostgresAdmin server = Postgres.admin(stack.settings().port(Postgres.NAME));
    for (String database : server.databases()) {
      if (!database.equals("keycloak")) {
        server.dropDatabase(database);
      }
    }
    KeycloakAdmin keycloak = stack.keycloakAdmin();
    keycloak.realms().stream()
        .filter(realm -> !realm.equals("master"))
        .forEach(keycloak::deleteRealm);
  }

  static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
