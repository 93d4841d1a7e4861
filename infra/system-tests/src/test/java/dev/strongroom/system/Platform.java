package dev.strongroom.system;

import dev.strongroom.demo.Player;
import dev.strongroom.demo.Tale;
import dev.strongroom.local.Layout;
import dev.strongroom.local.Stack;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The whole platform with an organisation on it, started for the first test that asks and stopped
 * after the last.
 */
public final class Platform implements AutoCloseable {
  private static final ExtensionContext.Namespace KEPT =
      ExtensionContext.Namespace.create(Platform.class);

  private final Path home;

  /** Of the organisation's root key, on its administrator's machine. */
  static final String ROOT_PASSPHRASE = "root words 12";

  private final Stack stack;
  private final String root;
  private final Player administrator;

  private Platform() throws IOException {
    home = Files.createTempDirectory("strongroom-platform");
    stack =
        Stack.start(
            Layout.of(Layout.projectRoot(), home.resolve("stack")),
            EnumSet.allOf(Stack.Part.class),
            true,
            line -> {});
    administrator = player("administrator", "org-admin");
    administrator.does("login", stack.edgeUrl());
    root =
        administrator
            .asks("org", "init", "--passphrase-file", passphrase(administrator, ROOT_PASSPHRASE))
            .path("fingerprint")
            .asText();
  }

  /** Gives every test class the same platform. */
  public static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Platform.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return of(context);
    }
  }

  /** The one platform, started if nobody asked for it yet. */
  static Platform of(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(KEPT)
        .computeIfAbsent(
            Platform.class,
            _ -> {
              try {
                return new Platform();
              } catch (IOException e) {
                throw new IllegalStateException("the platform did not start", e);
              }
            },
            Platform.class);
  }

  public Stack stack() {
    return stack;
  }

  public String url() {
    return stack.edgeUrl();
  }

  /** Fingerprint of the organisation's root. */
  public String root() {
    return root;
  }

  /** Somebody who can sign in, and has not yet. */
  public Player player(String name, String... roles) throws IOException {
    String password = password(name);
    stack
        .keycloakAdmin()
        .createUser(Stack.REALM, name, name + "@strongroom.invalid", password, List.of(roles));
    return at(name, name);
  }

  /** The same person at another machine, where nothing of his is. */
  public Player anotherMachine(Player player, String machine) throws IOException {
    return at(player.name(), machine);
  }

  private static String password(String name) {
    return "sign-on-" + name;
  }

  private Player at(String name, String machine) throws IOException {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new Player(
        name,
        machine,
        home.resolve("people"),
        new SecureRandom(),
        password(name),
        new Tale(nowhere, false));
  }

  /** Who founded the organisation and has its root key, with keys of his own. */
  Player enrolledAdministrator() throws IOException {
    if (administrator.tries("whoami").status() != 0) {
      enrol(administrator);
    }
    return administrator;
  }

  /** Somebody who has keys. */
  public Player enrolled(String name, String... roles) throws IOException {
    Player player = player(name, roles);
    player.does("login", url());
    enrol(player);
    return player;
  }

  private void enrol(Player player) throws IOException {
    player.does(
        "enrol",
        "--root-fingerprint",
        root,
        "--passphrase-file",
        passphrase(player, "right words 123"),
        "--kit",
        player.folder().resolve("kit.txt").toString());
  }

  static String passphrase(Player player, String text) throws IOException {
    return player.writes("passphrase", text).toString();
  }

  @Override
  public void close() throws IOException {
    stack.close();
    try (Stream<Path> all = Files.walk(home)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
