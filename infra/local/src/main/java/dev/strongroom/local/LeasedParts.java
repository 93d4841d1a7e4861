package dev.strongroom.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where the parts of a lease are, and what opens them: each of the build's running stack, or, where
 * the build names an image for it, in a container.
 */
final class LeasedParts {
  private final Layout layout;
  private final ContainerImages images;
  private final Settings settings;

  private LeasedParts(Layout layout, ContainerImages images) throws IOException {
    this.layout = layout;
    this.images = images;
    // Without a running stack the secrets of clients are made here, in a folder that it does not
    // use.
    this.settings =
        Settings.load(images.hasAll() ? layout.home().resolve("containers") : layout.home());
  }

  /** Starts the stack if it does not run, unless no part of it is asked for. */
  static LeasedParts ready(Layout layout, ContainerImages images)
      throws IOException, InterruptedException {
    if (!images.hasAll()) {
      Builds.locked(layout, () -> ensureRunning(layout));
    }
    return new LeasedParts(layout, images);
  }

  private static boolean ensureRunning(Layout layout) throws IOException, InterruptedException {
    Builds.register(layout, Builds.current());
    ByteArrayOutputStream progress = new ByteArrayOutputStream();
    Supervisor supervisor =
        new Supervisor(layout, new PrintStream(progress, true, StandardCharsets.UTF_8));
    if (!supervisor.isReady() && !supervisor.launch(Supervisor.FOR_BUILDS)) {
      throw new PartFailedException(
          "the stack of this build", "did not start", layout.log(Supervisor.NAME));
    }
    return true;
  }

  private Containers container(Stack.Part part) {
    return Containers.running(part, images.image(part));
  }

  PostgresAdmin postgres() {
    if (images.has(Stack.Part.POSTGRES)) {
      Containers container = container(Stack.Part.POSTGRES);
      return new PostgresAdmin(container.port(), container.secret());
    }
    return Postgres.admin(settings.port(Postgres.NAME));
  }

  String kafkaBootstrap() {
    int port =
        images.has(Stack.Part.KAFKA) ? container(Stack.Part.KAFKA).port() : settings.port("kafka");
    return "127.0.0.1:" + port;
  }

  String keycloakUrl() {
    return images.has(Stack.Part.KEYCLOAK)
        ? container(Stack.Part.KEYCLOAK).url() + "/auth"
        : new Keycloak(layout, settings).directUrl();
  }

  KeycloakAdmin keycloak() {
    return new KeycloakAdmin(
        keycloakUrl(),
        images.has(Stack.Part.KEYCLOAK)
            ? container(Stack.Part.KEYCLOAK).secret()
            : settings.secret("keycloak-admin"));
  }

  String s3Endpoint() {
    return images.has(Stack.Part.S3)
        ? container(Stack.Part.S3).url()
        : "http://127.0.0.1:" + settings.port("s3");
  }

  String s3AccessKey() {
    return images.has(Stack.Part.S3) ? S3.DEFAULT_ACCESS_KEY : S3.accessKey(settings);
  }

  String s3SecretKey() {
    return images.has(Stack.Part.S3) ? container(Stack.Part.S3).secret() : settings.secret("s3");
  }

  void ensureBucket(String bucket) throws IOException {
    if (images.has(Stack.Part.S3)) {
      S3Buckets.make(s3Endpoint(), s3AccessKey(), s3SecretKey(), bucket);
    } else {
      S3.ensureBucket(layout, bucket);
    }
  }

  void removeBucket(String bucket) throws IOException {
    if (!images.has(Stack.Part.S3)) {
      Leftovers.deleteTree(layout.data("s3").resolve(bucket));
    }
  }

  /** Secret of a service's client in the realm of the lease. */
  String clientSecret(String service) {
    return settings.secret(service);
  }
}
