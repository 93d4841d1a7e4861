package dev.strongroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.demo.Player;
import dev.strongroom.demo.Tale;
import dev.strongroom.local.Layout;
import dev.strongroom.local.Stack;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console in a real browser on the whole platform. What is looked at stands in the browser test
 * beside the console's sources; this gives it a platform, an organisation and people.
 */
class ConsoleIT {
  private static final Map<String, List<String>> PEOPLE =
      Map.of(
          "administrator", List.of("org-admin"),
          "auditor", List.of("auditor"),
          "member", List.of());
  private static final int MINUTES = 8;

  @TempDir Path home;

  @Test
  void console_inABrowser_holdsItsStory() throws Exception {
    Path sources = Layout.projectRoot().resolve("clients/admin-console");
    assertThat(sources.resolve("target/console/index.html"))
        .as("the console has to be built before it is tested")
        .exists();
    try (Stack stack =
        Stack.start(
            Layout.of(Layout.projectRoot(), home.resolve("stack")),
            EnumSet.allOf(Stack.Part.class),
            true,
            line -> {})) {
      PEOPLE.forEach((name, roles) ->
          stack
              .keycloakAdmin()
              .createUser(Stack.REALM, name, name + "@strongroom.invalid", password(name), roles));
      browse(sources, stack.edgeUrl(), founded(stack));
    }
  }

  /** Founds the organisation; gives the fingerprint that the command line showed. */
  private String founded(Stack stack) throws Exception {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Player administrator =
        new Player(
            "administrator",
            "administrator",
            home.resolve("people"),
            new SecureRandom(),
            password("administrator"),
            new Tale(nowhere, false));
    administrator.does("login", stack.edgeUrl());
    Path passphrase = administrator.writes("passphrase", "root words 12");
    return administrator
        .asks("org", "init", "--passphrase-file", passphrase.toString())
        .path("fingerprint")
        .asText();
  }

  private void browse(Path sources, String url, String fingerprint) throws Exception {
    Path said = home.resolve("browser.log");
    ProcessBuilder browser =
        new ProcessBuilder(sources.resolve("build.sh").toString(), "browser")
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    browser.environment().put("CONSOLE_URL", url);
    browser.environment().put("CONSOLE_FINGERPRINT", fingerprint);
    PEOPLE
        .keySet()
        .forEach(name ->
            browser
                .environment()
                .put("CONSOLE_PASSWORD_" + name.toUpperCase(Locale.ROOT), password(name)));
    Process running = browser.start();
    boolean ended = running.waitFor(MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      running.descendants().forEach(ProcessHandle::destroyForcibly);
      running.destroyForcibly();
    }
    String story = Files.readString(said);
    assertThat(ended).as("the browser test ends\n%s", story).isTrue();
    assertThat(running.exitValue()).as(story).isZero();
    assertThat(story).containsPattern("pass [1-9]").contains("fail 0").contains("skipped 0");
  }

  private static String password(String name) {
    return "sign-on-" + name;
  }
}
