package dev.strongroom.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;

/**
 * Applications on a lease, each the process that it is on the one-machine stack, with a database of
 * its own: for tests of one of them beside its real siblings. Closing stops them; the lease stays.
 */
public final class LeasedServices implements AutoCloseable {
  private final StackLease lease;
  private final Layout layout;
  private final Settings settings;
  private final List<Application> described;
  private final Map<String, Child> running = new LinkedHashMap<>();
  private final Map<String, String> overrides = new HashMap<>();

  private LeasedServices(StackLease lease) throws IOException {
    this.lease = lease;
    this.layout = Layout.of(lease.root(), lease.home());
    this.settings = Settings.load(layout.home());
    this.described = Application.load(layout.root());
  }

  /**
   * Starts the named applications side by side, and waits until each is ready.
   *
   * @throws PartFailedException if one does not start; those that did are stopped
   * @throws IllegalArgumentException for a name that {@code infra/applications.json} does not have
   */
  public static LeasedServices start(StackLease lease, String... names) {
    return start(lease, Map.of(), names);
  }

  /**
   * @param overrides values of placeholders, to point an application elsewhere
   */
  public static LeasedServices start(
      StackLease lease, Map<String, String> overrides, String... names) {
    try {
      LeasedServices services = new LeasedServices(lease);
      services.overrides.putAll(overrides);
      // All ports are known before the first one asks where its siblings are.
      services.described.forEach(a -> services.settings.port(a.name() + "-internal"));
      services.startAll(List.of(names));
      return services;
    } catch (IOException e) {
      throw new UncheckedIOException("the services of this lease cannot be described", e);
    }
  }

  private void startAll(List<String> names) {
    try (ExecutorService threads = StartingThreads.open()) {
      List<CompletableFuture<Void>> starts =
          names.stream()
              .map(name -> CompletableFuture.runAsync(() -> start(name), threads))
              .toList();
      starts.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      close();
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Starts one that is not running: for the first time, or again on what it left. */
  public void start(String name) {
    Application application =
        described.stream()
            .filter(a -> a.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no such application: " + name));
    try {
      Map<String, String> values = values(name);
      lease
          .postgres()
          .ensureDatabase(
              Optional.ofNullable(values.get("database")).orElseThrow(),
              Optional.ofNullable(values.get("database.password")).orElseThrow());
      Child child = application.start(layout, settings, values);
      synchronized (running) {
        running.put(name, child);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a service could not be started", e);
    } catch (SQLException e) {
      throw new IllegalStateException("a service has no database", e);
    }
  }

  private Map<String, String> values(String name) {
    Map<String, String> values = new HashMap<>(lease.values());
    values.put("database", lease.databaseOf(name));
    values.put("database.password", lease.databasePassword());
    values.put("client.secret", lease.clientSecret(name));
    values.put("log.dir", layout.logs().toString());
    described.forEach(a -> values.put("internal." + a.name(), internalUrl(a.name()).toString()));
    values.putAll(overrides);
    return values;
  }

  /** Where users reach it. */
  public URI url(String name) {
    return local(name);
  }

  /** Health, metrics and OpenAPI. */
  public URI managementUrl(String name) {
    return local(name + "-management");
  }

  /** What only siblings are let into. */
  public URI internalUrl(String name) {
    return local(name + "-internal");
  }

  private URI local(String port) {
    return URI.create("http://127.0.0.1:" + settings.port(port));
  }

  /** The service's own database, opened with {@link StackLease#databasePassword}. */
  public String jdbcUrl(String name) {
    return Postgres.url(lease.postgres().port(), lease.databaseOf(name));
  }

  /** Owner of the service's database. */
  public String databaseUser(String name) {
    return lease.databaseOf(name);
  }

  public Path log(String name) {
    return layout.log(name);
  }

  /** Ends it at once, as a crash does. */
  public void kill(String name) {
    child(name).kill();
  }

  /** Stops it in good order. */
  public void stop(String name) {
    child(name).stop();
  }

  private Child child(String name) {
    synchronized (running) {
      return Optional.ofNullable(running.remove(name))
          .orElseThrow(() -> new IllegalStateException(name + " is not running"));
    }
  }

  @Override
  public void close() {
    synchronized (running) {
      running.values().forEach(Child::stop);
      running.clear();
    }
  }
}
