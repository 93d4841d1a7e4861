package dev.strongroom.bench;

import dev.strongroom.local.BrowserlessSignIn;
import dev.strongroom.local.Layout;
import dev.strongroom.local.Stack;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.signin.SignOn;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** All parts of the platform with all services, and a client of an administrator who has keys. */
final class WholePlatform implements AutoCloseable {
  /** Everybody's, at the sign-on and for his keys. */
  static final String PASSPHRASE = "bench words 1234";

  /** Who founded the organisation. */
  static final String ADMINISTRATOR = "manager";

  private final Path home;
  private final Stack stack;
  private final StrongroomConfig config;

  private WholePlatform(Path home, Stack stack, StrongroomConfig config) {
    this.home = home;
    this.stack = stack;
    this.config = config;
  }

  /**
   * @param home emptied now and when this is closed
   */
  static WholePlatform start(Path home) throws Exception {
    empty(home);
    Layout layout = Layout.of(Layout.projectRoot(), home);
    Stack stack = Stack.start(layout, EnumSet.allOf(Stack.Part.class), true, System.err::println);
    try {
      return new WholePlatform(home, stack, enrolled(home, stack));
    } catch (Exception e) {
      stack.close();
      throw e;
    }
  }

  Stack stack() {
    return stack;
  }

  StrongroomConfig config() {
    return config;
  }

  OrganisationId organisation() {
    return new Enrolment(config).enrolled().orElseThrow().organisation();
  }

  /** A client of one more user, who has keys. */
  StrongroomConfig enrol(String name) throws Exception {
    StrongroomConfig client = signedIn(home, stack, name, List.of());
    Enrolment enrolment = new Enrolment(client);
    try (SecretBytes passphrase = passphrase()) {
      enrolment.enrol(organisation(), passphrase, home.resolve(name + ".kit.txt"));
    }
    return client;
  }

  private static SecretBytes passphrase() {
    return SecretBytes.takeOver(PASSPHRASE.getBytes(StandardCharsets.UTF_8));
  }

  private static StrongroomConfig signedIn(Path home, Stack stack, String name, List<String> roles)
      throws Exception {
    stack
        .keycloakAdmin()
        .createUser(Stack.REALM, name, name + "@strongroom.invalid", PASSPHRASE, roles);
    Path folder = home.resolve("clients").resolve(name);
    StrongroomConfig config =
        new StrongroomConfig(
            folder.resolve("config"),
            Files.createDirectories(folder.resolve("runtime")),
            new SecureRandom(),
            Clock.systemUTC());
    new Enrolment(config)
        .login(
            URI.create(stack.edgeUrl()),
            address -> BrowserlessSignIn.signIn(address, name, PASSPHRASE),
            SignOn.Asks.IF_UNKNOWN);
    return config;
  }

  private static StrongroomConfig enrolled(Path home, Stack stack) throws Exception {
    StrongroomConfig config = signedIn(home, stack, ADMINISTRATOR, List.of("org-admin"));
    Enrolment enrolment = new Enrolment(config);
    try (SecretBytes passphrase = passphrase()) {
      enrolment.foundOrganisation(passphrase);
      enrolment.enrol(enrolment.me().organisation(), passphrase, home.resolve("kit.txt"));
    }
    return config;
  }

  private static void empty(Path home) throws IOException {
    if (!Files.exists(home)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(home)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) {
      Files.delete(one);
    }
  }

  @Override
  public void close() throws IOException {
    stack.close();
    empty(home);
  }
}
