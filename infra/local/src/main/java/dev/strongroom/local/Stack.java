package dev.strongroom.local;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/** One running stack. Closing it stops every part. */
public final class Stack implements AutoCloseable {
  /** What can be started; applications and the edge come on top. */
  public enum Part {
    POSTGRES,
    KAFKA,
    KEYCLOAK,
    S3
  }

  /** The realm of a stack that runs the applications. */
  public static final String REALM = "strongroom";

  public static final String BUCKET = "strongroom";

  private final Layout layout;
  private final Settings settings;
  private final Consumer<String> progress;
  private final List<AutoCloseable> running = new ArrayList<>();
  private final Map<String, Child> children = new LinkedHashMap<>();
  private final Map<String, ChildStart> starts = new LinkedHashMap<>();

  private Stack(Layout layout, Settings settings, Consumer<String> progress) {
    this.layout = layout;
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Starts the parts side by side and waits until each is ready.
   *
   * @param applications whether the applications and the edge are started too
   * @param progress takes one line for each part
   * @throws PartFailedException if one does not start; those that did are stopped
   */
  public static Stack start(
      Layout layout, Set<Part> parts, boolean applications, Consumer<String> progress)
      throws IOException {
    Pids.endAll(layout);
    Stack stack = new Stack(layout, Settings.load(layout.home()), progress);
    try {
      stack.startAll(
          parts.isEmpty() ? EnumSet.noneOf(Part.class) : EnumSet.copyOf(parts), applications);
      return stack;
    } catch (CompletionException e) {
      stack.close();
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } catch (RuntimeException | IOException e) {
      stack.close();
      throw e;
    }
  }

  private void startAll(EnumSet<Part> parts, boolean applications) throws IOException {
    List<Application> described = applications ? Application.load(layout.root()) : List.of();
    try (ExecutorService threads = StartingThreads.open()) {
      List<CompletableFuture<?>> starts = new ArrayList<>();
      if (parts.contains(Part.KAFKA)) {
        starts.add(run(threads, () -> child("kafka", () -> Kafka.start(layout, settings))));
      }
      if (parts.contains(Part.S3)) {
        starts.add(
            run(
                threads,
                () -> {
                  S3.ensureBucket(layout, BUCKET);
                  child("s3", () -> S3.start(layout, settings));
                }));
      }
      if (parts.contains(Part.POSTGRES)) {
        starts.add(
            run(threads, () -> timed("postgres", () -> keep(Postgres.start(layout, settings))))
                .thenRunAsync(task(() -> afterPostgres(parts, described, applications)), threads));
      }
      starts.forEach(CompletableFuture::join);
      List<CompletableFuture<?>> services = new ArrayList<>();
      for (Application application : described) {
        services.add(
            run(
                threads,
                () ->
                    child(
                        application.name(), () -> application.start(layout, settings, values()))));
      }
      services.forEach(CompletableFuture::join);
    }
  }

  private void afterPostgres(EnumSet<Part> parts, List<Application> described, boolean applications)
      throws IOException, SQLException {
    int port = settings.port("postgres");
    for (Application application : described) {
      Postgres.ensureDatabase(
          port, application.name(), settings.secret("database-" + application.name()));
    }
    if (applications) {
      // The edge is up before Keycloak is asked for its issuer through it.
      timed("edge", () -> keep(Edge.start(settings.port("edge"), routes(described), console())));
    }
    if (parts.contains(Part.KEYCLOAK)) {
      Postgres.ensureDatabase(port, "keycloak", settings.secret("keycloak"));
      Keycloak keycloak = new Keycloak(layout, settings);
      String publicUrl = applications ? edgeUrl() + "/auth" : keycloak.directUrl();
      child("keycloak", () -> keycloak.start(publicUrl));
      if (applications) {
        keycloakAdmin().ensureRealm(REALM, values());
      }
    }
  }

  private Path console() {
    return layout.root().resolve("clients/admin-console/target/console");
  }

  private Map<String, Integer> routes(List<Application> described) {
    Map<String, Integer> routes = new LinkedHashMap<>();
    routes.put("/auth", settings.port("keycloak"));
    described.forEach(a -> a.routes().forEach(route -> routes.put(route, settings.port(a.name()))));
    return routes;
  }

  /**
   * What placeholders in descriptions stand for. Asking makes the secrets that are not there yet.
   */
  Map<String, String> values() throws IOException {
    List<String> names = Application.names(layout.root());
    names.forEach(settings::secret);
    Map<String, String> values = new LinkedHashMap<>(settings.all());
    values.put("edge.url", edgeUrl());
    values.put("identity.url", edgeUrl());
    values.put("keycloak.issuer", edgeUrl() + "/auth/realms/" + REALM);
    values.put("keycloak.url", new Keycloak(layout, settings).directUrl());
    values.put("keycloak.realm", REALM);
    values.put("topic.prefix", "strongroom.");
    values.put("directory.key", settings.seed("directory"));
    // Nobody provisions this stack.
    values.put("scim.token-hash", "");
    values.put("directory.name", "strongroom.local/directory");
    values.put("directory.map-period", "15m");
    values.put("kafka.bootstrap", "127.0.0.1:" + settings.port("kafka"));
    values.put("s3.endpoint", s3Endpoint());
    values.put("s3.bucket", BUCKET);
    values.put("s3.access-key", S3.accessKey(settings));
    values.put("log.dir", layout.logs().toString());
    names.forEach(name ->
        values.put("internal." + name, "http://127.0.0.1:" + settings.port(name + "-internal")));
    return values;
  }

  public Layout layout() {
    return layout;
  }

  public Settings settings() {
    return settings;
  }

  public String edgeUrl() {
    return "http://127.0.0.1:" + settings.port("edge");
  }

  public String s3Endpoint() {
    return "http://127.0.0.1:" + settings.port("s3");
  }

  public KeycloakAdmin keycloakAdmin() {
    return new KeycloakAdmin(
        new Keycloak(layout, settings).directUrl(), settings.secret("keycloak-admin"));
  }

  /** Names of the parts with a process that runs. */
  public List<String> alive() {
    synchronized (running) {
      return children.entrySet().stream()
          .filter(e -> e.getValue().alive())
          .map(Map.Entry::getKey)
          .toList();
    }
  }

  /** Ends a part's process at once, as a crash does; for tests of what is left standing. */
  public void kill(String name) {
    Child child;
    synchronized (running) {
      child = Optional.ofNullable(children.remove(name)).orElseThrow();
    }
    child.kill();
  }

  /** Starts a part again that was killed, on what it left. */
  public void restart(String name) throws IOException {
    ChildStart start;
    synchronized (running) {
      start = Optional.ofNullable(starts.get(name)).orElseThrow();
    }
    child(name, start);
  }

  /** Something that may fail in any way while a part starts. */
  private interface Start {
    void run() throws IOException, SQLException;
  }

  private interface ChildStart {
    Child run() throws IOException;
  }

  private static CompletableFuture<Void> run(ExecutorService threads, Start start) {
    return CompletableFuture.runAsync(task(start), threads);
  }

  private static Runnable task(Start start) {
    return () -> {
      try {
        start.run();
      } catch (IOException | SQLException e) {
        throw new IllegalStateException("a part could not be started: " + e.getMessage(), e);
      }
    };
  }

  private void child(String name, ChildStart start) throws IOException {
    Instant from = Instant.now();
    Child child = start.run();
    synchronized (running) {
      running.add(child::stop);
      children.put(name, child);
      starts.put(name, start);
    }
    report(name, from);
  }

  private void timed(String name, Start start) throws IOException, SQLException {
    Instant from = Instant.now();
    start.run();
    report(name, from);
  }

  private void report(String name, Instant from) {
    long millis = Duration.between(from, Instant.now()).toMillis();
    progress.accept("%s: ready after %.1f s".formatted(name, millis / 1000.0));
  }

  private void keep(AutoCloseable part) {
    synchronized (running) {
      running.add(part);
    }
  }

  @Override
  public void close() {
    List<AutoCloseable> parts;
    synchronized (running) {
      parts = new ArrayList<>(running).reversed();
      running.clear();
    }
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        progress.accept("a part did not stop cleanly: " + e.getMessage());
      }
    }
    try {
      Pids.endAll(layout);
    } catch (IOException e) {
      progress.accept("leftover processes could not be looked for: " + e.getMessage());
    }
  }
}
