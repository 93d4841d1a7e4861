package dev.strongroom.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A test module's share of the one stack that a build runs on: PostgreSQL, Kafka, Keycloak and S3,
 * with a database, topics, a bucket and a realm that nobody else has. Under the Maven profile
 * {@code containers} parts come from containers instead. The first lease of a build starts the
 * stack; it ends with the build, or, where there is none, with this process. Closing a lease
 * removes what was the module's own.
 */
public final class StackLease implements AutoCloseable {
  /** Seed of the directory log's key on every lease: tests sign its notes themselves. */
  public static final String DIRECTORY_KEY = "+0vkhjsqN2OZs0hxtQXMSjyVXQdvk/xvw5NIn9p7i30=";

  /** Name of that log. */
  public static final String DIRECTORY_NAME = "organisation.test/directory";

  private final Layout layout;
  private final LeasedParts parts;
  private final List<String> services;
  private final String database;
  private final String databasePassword;
  private final String name;

  private StackLease(Layout layout, LeasedParts parts, String module) throws IOException {
    SecureRandom random = new SecureRandom();
    byte[] suffix = new byte[4];
    byte[] secret = new byte[24];
    random.nextBytes(suffix);
    random.nextBytes(secret);
    this.layout = layout;
    this.parts = parts;
    this.services = Application.names(layout.root());
    this.name = module + "-" + HexFormat.of().formatHex(suffix);
    this.database = name.replace('-', '_');
    this.databasePassword = HexFormat.of().formatHex(secret);
  }

  /**
   * @param module who asks: lower-case letters, digits and hyphens
   * @throws PartFailedException if the stack could not be started
   */
  public static StackLease take(String module) {
    if (!module.matches("[a-z][a-z0-9-]{0,24}")) {
      throw new IllegalArgumentException("not a module's name: " + module);
    }
    Path root = Layout.projectRoot();
    try {
      Layout layout = Layout.of(root, root.resolve(".strongroom/build"));
      LeasedParts parts = LeasedParts.ready(layout, ContainerImages.fromSystem());
      StackLease lease = new StackLease(layout, parts, module);
      lease.furnish();
      return lease;
    } catch (IOException e) {
      throw new UncheckedIOException("the stack of this build cannot be used", e);
    } catch (SQLException e) {
      throw new IllegalStateException("the stack's PostgreSQL does not give a database", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the stack was starting", e);
    }
  }

  private void furnish() throws IOException, SQLException {
    parts.postgres().ensureDatabase(database, databasePassword);
    parts.ensureBucket(bucket());
    Map<String, String> values = new HashMap<>();
    values.put("edge.url", keycloakUrl());
    // Where the services of this lease will be, if it has any.
    Settings own = Settings.load(home());
    values.put("identity.url", "http://127.0.0.1:" + own.port("identity"));
    values.put("internal.identity", "http://127.0.0.1:" + own.port("identity-internal"));
    services.forEach(service -> values.put("secret." + service, clientSecret(service)));
    keycloak().ensureRealm(realm(), values);
  }

  public String jdbcUrl() {
    return Postgres.url(postgres().port(), database);
  }

  PostgresAdmin postgres() {
    return parts.postgres();
  }

  Path root() {
    return layout.root();
  }

  /** What belongs to this lease alone: logs and ports of its services. */
  Path home() {
    return layout.home().resolve("leases").resolve(name);
  }

  /** A further database of this lease; gone with it. */
  String databaseOf(String service) {
    return database + "_" + service;
  }

  /** What placeholders in descriptions of applications stand for. */
  Map<String, String> values() {
    return Map.ofEntries(
        Map.entry("port.postgres", Integer.toString(postgres().port())),
        Map.entry("kafka.bootstrap", kafkaBootstrap()),
        Map.entry("topic.prefix", topicPrefix()),
        Map.entry("keycloak.issuer", issuer()),
        Map.entry("keycloak.url", keycloakUrl()),
        Map.entry("keycloak.realm", realm()),
        Map.entry("scim.token-hash", ""),
        Map.entry("directory.key", DIRECTORY_KEY),
        Map.entry("directory.name", DIRECTORY_NAME),
        Map.entry("directory.map-period", "1s"),
        Map.entry("s3.endpoint", s3Endpoint()),
        Map.entry("s3.bucket", bucket()),
        Map.entry("s3.access-key", s3AccessKey()),
        Map.entry("secret.s3", s3SecretKey()));
  }

  /** Owner of the database, and its name. */
  public String databaseUser() {
    return database;
  }

  public String databasePassword() {
    return databasePassword;
  }

  public String kafkaBootstrap() {
    return parts.kafkaBootstrap();
  }

  /** What the names of the module's topics and consumer groups begin with. */
  public String topicPrefix() {
    return name + ".";
  }

  public String s3Endpoint() {
    return parts.s3Endpoint();
  }

  public String bucket() {
    return name;
  }

  public String s3AccessKey() {
    return parts.s3AccessKey();
  }

  public String s3SecretKey() {
    return parts.s3SecretKey();
  }

  /** The module's own realm, made from the realm file. */
  public String realm() {
    return "strongroom-" + name;
  }

  public String issuer() {
    return keycloakUrl() + "/realms/" + realm();
  }

  /** Where Keycloak itself is. */
  public String keycloakUrl() {
    return parts.keycloakUrl();
  }

  /** May do everything in every realm of the stack. */
  public KeycloakAdmin keycloak() {
    return parts.keycloak();
  }

  /** Whether the realm has a client {@code strongroom-<service>}. */
  public boolean hasClient(String service) {
    return services.contains(service);
  }

  /** Secret of the client {@code strongroom-<service>}. */
  public String clientSecret(String service) {
    if (!hasClient(service)) {
      throw new IllegalArgumentException("no such service: " + service);
    }
    return parts.clientSecret(service);
  }

  @Override
  public void close() {
    try {
      keycloak().deleteRealm(realm());
      postgres().dropDatabase(database);
      for (String service : services) {
        postgres().dropDatabase(databaseOf(service));
      }
      Leftovers.deleteTree(home());
      parts.removeBucket(bucket());
    } catch (IOException e) {
      throw new UncheckedIOException("the bucket of the lease could not be removed", e);
    } catch (SQLException e) {
      throw new IllegalStateException("the database of the lease could not be removed", e);
    }
  }
}
