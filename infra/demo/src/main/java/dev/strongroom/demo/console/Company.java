package dev.strongroom.demo.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.demo.Player;
import dev.strongroom.demo.Tale;
import dev.strongroom.local.Layout;
import dev.strongroom.local.Stack;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * People, groups, rooms and requests, as their own clients and the console's services make them.
 */
public final class Company {
  /** Who signs in to the console, and with which roles. */
  private static final Map<String, List<String>> ROLES = new LinkedHashMap<>();

  static {
    ROLES.put("administrator", List.of("org-admin"));
    ROLES.put("deputy", List.of("org-admin"));
    ROLES.put("auditor", List.of("auditor"));
    for (String name :
        List.of("manager", "member", "colleague", "leaver", "engineer", "newcomer")) {
      ROLES.put(name, List.of());
    }
  }

  /** Who makes keys; the others have none. */
  private static final List<String> ENROLLED =
      List.of("administrator", "manager", "member", "colleague", "leaver", "engineer");

  private static final String PAYROLL = "Payroll";
  private static final String CONTRACTS = "Contracts";
  private static final String FINANCE = "Finance";
  private static final int REFUSED = 400;

  private final Stack stack;
  private final Path homes;
  private final Map<String, Player> players = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();

  private Company(Stack stack, Path homes) {
    this.stack = stack;
    this.homes = homes;
  }

  /**
   * Founds the organisation on a platform that has none, and lets a few weeks' work happen.
   *
   * @param homes folder for everybody's machine
   */
  public static Company found(Stack stack, Path homes) throws IOException, InterruptedException {
    Company company = new Company(stack, homes);
    for (Map.Entry<String, List<String>> person : ROLES.entrySet()) {
      company.enter(person.getKey(), person.getValue());
    }
    company.organisation();
    company.work();
    company.ask();
    return company;
  }

  /** What the browser is told: where the platform is, who signs in how, and what there is. */
  public Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  private Player player(String name) {
    Player player = players.get(name);
    if (player == null) {
      throw new IllegalArgumentException("nobody is called " + name);
    }
    return player;
  }

  private void enter(String name, List<String> roles) throws IOException {
    byte[] bytes = new byte[18];
    new SecureRandom().nextBytes(bytes);
    String password = Base64.getUrlEncoder().encodeToString(bytes);
    stack
        .keycloakAdmin()
        .createUser(Stack.REALM, name, name + "@strongroom.invalid", password, roles);
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    players.put(
        name,
        new Player(name, name, homes, new SecureRandom(), password, new Tale(nowhere, false)));
    environment.put("CONSOLE_PASSWORD_" + name.toUpperCase(Locale.ROOT), password);
  }

  private void organisation() throws IOException {
    Player administrator = player("administrator");
    administrator.does("login", stack.edgeUrl());
    String fingerprint =
        administrator
            .asks("org", "init", "--passphrase-file", passphrase(administrator))
            .path("fingerprint")
            .asText();
    environment.put("CONSOLE_URL", stack.edgeUrl());
    environment.put("CONSOLE_HOMES", homes.toString());
    environment.put("CONSOLE_CLI", commandLine());
    environment.put(
        "CONSOLE_KEYCLOAK", "http://127.0.0.1:" + stack.settings().port("keycloak") + "/auth");
    environment.put("CONSOLE_KEYCLOAK_PASSWORD", stack.settings().secret("keycloak-admin"));
    environment.put("CONSOLE_FINGERPRINT", fingerprint);
    for (String name : ENROLLED) {
      Player player = player(name);
      if (player != administrator) {
        player.does("login", stack.edgeUrl());
      }
      player.does(
          "enrol",
          "--root-fingerprint",
          fingerprint,
          "--passphrase-file",
          passphrase(player),
          "--kit",
          player.folder().resolve("kit.txt").toString());
    }
  }

  /** How the stories start {@code strongroom}, as JSON. */
  private static String commandLine() throws IOException {
    Path built = Layout.projectRoot().resolve("clients/cli/target");
    return new ObjectMapper()
        .writeValueAsString(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                built.resolve("classes") + ":" + built.resolve("lib") + "/*",
                "dev.strongroom.cli.Main"));
  }

  private static String passphrase(Player player) throws IOException {
    return player.writes("passphrase", "words of " + player.name() + " 12").toString();
  }

  private void work() throws IOException, InterruptedException {
    Player manager = player("manager");
    for (String name : List.of("member", "colleague", "leaver", "engineer")) {
      manager.does("contact", "verify", name, fingerprint(name));
    }
    String finance = manager.asks("group", "create", FINANCE).path("id").asText();
    String payroll = manager.asks("room", "create", PAYROLL).path("id").asText();
    String contracts = manager.asks("room", "create", CONTRACTS).path("id").asText();
    manager.does("group", "add", finance, "leaver");
    manager.does("group", "add", finance, "engineer");
    manager.does("room", "add", PAYROLL, "--group", finance, "--role", "editor");
    manager.does("room", "add", PAYROLL, "--user", "member", "--role", "viewer");
    manager.does("room", "add", CONTRACTS, "--user", "member", "--role", "editor");
    for (String room : List.of(PAYROLL, CONTRACTS)) {
      for (int number = 1; number <= 3; number++) {
        Path file = Files.write(manager.folder().resolve("file-" + number), new byte[number << 18]);
        manager.does("put", file.toString(), room + "/" + number);
      }
    }
    label(manager, "rooms", payroll, "Payroll 2026");
    label(manager, "groups", finance, "Finance");
    environment.put("CONSOLE_PAYROLL", payroll);
    environment.put("CONSOLE_CONTRACTS", contracts);
    environment.put("CONSOLE_FINANCE", finance);
  }

  private String fingerprint(String name) {
    return player(name).asks("whoami").path("fingerprint").asText();
  }

  /** A label is plain: a manager publishes it, for administrators. */
  private void label(Player manager, String kind, String chain, String label)
      throws IOException, InterruptedException {
    ObjectMapper json = new ObjectMapper();
    String token =
        json.readTree(Files.readAllBytes(manager.config().folder().resolve("tokens.json")))
            .path("access")
            .asText();
    URI address = URI.create(stack.edgeUrl() + "/access/v1/" + kind + "/" + chain + "/label");
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .PUT(
                HttpRequest.BodyPublishers.ofString(
                    json.writeValueAsString(Map.of("label", label))))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= REFUSED) {
      throw new IllegalStateException("a label was refused: " + answer.body());
    }
  }

  private void ask() {
    Player administrator = player("administrator");
    String payroll = environment.getOrDefault("CONSOLE_PAYROLL", "");
    String contracts = environment.getOrDefault("CONSOLE_CONTRACTS", "");
    administrator.does(
        "proposals", "request", "add", "colleague", "--room", payroll, "--role", "viewer");
    administrator.does("proposals", "request", "remove", "manager", "--room", contracts);
  }
}
