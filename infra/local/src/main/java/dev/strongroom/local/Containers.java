package dev.strongroom.local;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Parts as containers, each started once for a process of tests and gone with it. A part listens on
 * the same port inside as outside, on a port that was free: so what it says of itself (a broker's
 * advertised listener, an issuer) is right with a network of its own and with the host's.
 */
final class Containers {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private static final Map<Stack.Part, Containers> RUNNING = new EnumMap<>(Stack.Part.class);

  private final int port;

  /** Of whoever may do everything in this part. */
  private final String secret;

  private Containers(int port, String secret) {
    this.port = port;
    this.secret = secret;
  }

  int port() {
    return port;
  }

  String secret() {
    return secret;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /**
   * The part, started by the first who asks.
   *
   * @throws PartFailedException if it does not become ready
   * @throws IllegalStateException if no container engine answers
   */
  static synchronized Containers running(Stack.Part part, String image) {
    return RUNNING.computeIfAbsent(part, _ -> start(part, image));
  }

  private static Containers start(Stack.Part part, String image) {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new IllegalStateException(
          "The profile \"containers\" needs a container engine, and none answers; see"
              + " docs/operations.md. Without the profile the tests run on the local stack.");
    }
    Containers container = new Containers(Settings.freePort(), Settings.random());
    PartContainer process = container.describe(part, image);
    process.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::stop));
    container.await(part, process);
    return container;
  }

  private PartContainer describe(Stack.Part part, String image) {
    PartContainer container = new PartContainer(image).listening(port);
    return switch (part) {
      case POSTGRES ->
          container
              .withEnv("POSTGRES_PASSWORD", secret)
              .withCommand("postgres", "-c", "port=" + port, "-c", "max_connections=200");
      case KAFKA -> kafka(container);
      case KEYCLOAK ->
          container
              .withEnv("KC_BOOTSTRAP_ADMIN_USERNAME", KeycloakAdmin.ADMIN)
              .withEnv("KC_BOOTSTRAP_ADMIN_PASSWORD", secret)
              .withCommand(
                  "start-dev",
                  "--http-relative-path=/auth",
                  "--http-port=" + port,
                  "--hostname=" + url() + "/auth",
                  "--hostname-backchannel-dynamic=true");
      case S3 ->
          container
              .withEnv("MINIO_ROOT_USER", S3.DEFAULT_ACCESS_KEY)
              .withEnv("MINIO_ROOT_PASSWORD", secret)
              .withCommand("server", "/data", "--address", ":" + port);
    };
  }

  private PartContainer kafka(PartContainer container) {
    int controller = Settings.freePort();
    return container
        .withEnv("KAFKA_NODE_ID", "1")
        .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
        .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@127.0.0.1:" + controller)
        .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
        .withEnv("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT")
        .withEnv(
            "KAFKA_LISTENERS", "PLAINTEXT://:" + port + ",CONTROLLER://127.0.0.1:" + controller)
        .withEnv("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://127.0.0.1:" + port)
        .withEnv("KAFKA_NUM_PARTITIONS", "4")
        .withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
        .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
        .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
        .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
  }

  private void await(Stack.Part part, PartContainer process) {
    Instant limit = Instant.now().plus(START_LIMIT);
    while (!ready(part)) {
      if (!process.isRunning() || Instant.now().isAfter(limit)) {
        throw new IllegalStateException(
            part + " in a container did not become ready; it said:\n" + process.lastWords());
      }
      pause();
    }
  }

  private boolean ready(Stack.Part part) {
    try {
      switch (part) {
        case POSTGRES -> new PostgresAdmin(port, secret).ping();
        case KAFKA, S3 -> {
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
          }
        }
        case KEYCLOAK -> {
          return HTTP.send(
                      HttpRequest.newBuilder(URI.create(url() + "/auth/realms/master"))
                          .timeout(Duration.ofSeconds(5))
                          .build(),
                      HttpResponse.BodyHandlers.discarding())
                  .statusCode()
              == 200;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a container was starting", e);
    } catch (IOException | java.sql.SQLException _) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a container was starting", e);
    }
  }

  /** A container whose ports are the host's, on loopback. */
  private static final class PartContainer extends GenericContainer<PartContainer> {
    private static final int LAST_WORDS = 2000;

    PartContainer(String image) {
      super(DockerImageName.parse(image));
    }

    PartContainer listening(int port) {
      return withCreateContainerCmdModifier(command -> {
        command.withExposedPorts(List.of(ExposedPort.tcp(port)));
        HostConfig host = Objects.requireNonNullElseGet(command.getHostConfig(), HostConfig::new);
        command.withHostConfig(
            host.withPortBindings(PortBinding.parse("127.0.0.1:" + port + ":" + port)));
      });
    }

    String lastWords() {
      String log = getLogs();
      return log.substring(Math.max(0, log.length() - LAST_WORDS));
    }
  }
}
