package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.sdk.StrongroomConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** docs/cli.md names what there is, all of it, and nothing else. */
class CommandPageTest {
  private static List<String> section(String title) throws IOException {
    String page = Files.readString(Path.of("../../docs/cli.md"));
    int start = page.indexOf("## " + title);
    assertThat(start).as(title).isPositive();
    int end = page.indexOf("\n## ", start);
    return page.substring(start, end < 0 ? page.length() : end)
        .lines()
        .filter(line -> line.startsWith("| "))
        .map(line -> line.split("\\|")[1].strip())
        .toList();
  }

  private static Set<String> quoted(List<String> cells) {
    return cells.stream()
        .flatMap(cell -> Pattern.compile("`([^`]+)`").matcher(cell).results())
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void page_listsEveryExitCode() throws Exception {
    Set<String> codes = new TreeSet<>();
    for (Field field : Exit.class.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
        codes.add(Integer.toString(field.getInt(null)));
      }
    }
    assertThat(codes).hasSizeGreaterThan(5);
    assertThat(section("Exit codes"))
        .filteredOn(cell -> cell.matches("\\d+"))
        .hasSameElementsAs(codes);
  }

  @Test
  void helpOfTheCommand_listsTheSameExitCodes() throws Exception {
    Command command = Main.class.getAnnotation(Command.class);
    assertThat(Stream.of(command.exitCodeList()).map(line -> line.split(":", 2)[0]))
        .hasSameElementsAs(
            section("Exit codes").stream().filter(cell -> cell.matches("\\d+")).toList());
  }

  /** What a row names: after {@code room add}, {@code role} is {@code room role}. */
  private static Set<String> commands(String cell) {
    Set<String> named = new TreeSet<>();
    String parent = "";
    for (MatchResult found : Pattern.compile("`([^`]+)`").matcher(cell).results().toList()) {
      List<String> words =
          Stream.of(found.group(1).split(" "))
              .filter(word -> word.matches("[a-z][a-z-]*"))
              .toList();
      boolean whole = words.size() > 1 || found.group(1).contains(" --");
      named.add(whole || parent.isEmpty() ? String.join(" ", words) : parent + words.getFirst());
      if (words.size() > 1) {
        parent = String.join(" ", words.subList(0, words.size() - 1)) + " ";
      }
    }
    return named;
  }

  private static Environment nobody() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Path folder = Path.of("none");
    return new Environment(
        new StrongroomConfig(folder, folder, new SecureRandom(), Clock.systemUTC()),
        nowhere,
        nowhere,
        false,
        address -> {},
        () -> "",
        () -> new char[0]);
  }

  private static void leaves(CommandLine line, String path, Set<String> found) {
    if (line.getSubcommands().isEmpty()) {
      found.add(path);
    }
    line.getSubcommands()
        .forEach((name, command) -> {
          if (!name.equals("help")) {
            leaves(command, path.isEmpty() ? name : path + " " + name, found);
          }
        });
  }

  @Test
  void page_listsEveryCommand_andNoOther() throws Exception {
    String page = Files.readString(Path.of("../../docs/cli.md"));
    Set<String> named =
        page.substring(0, page.indexOf("\n## "))
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("\\|")[1])
            .flatMap(cell -> commands(cell).stream())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> all = new TreeSet<>();
    leaves(new Main(nobody()).commandLine(), "", all);
    assertThat(named).isEqualTo(all);
  }

  @Test
  void page_listsEveryErrorCode() throws Exception {
    assertThat(quoted(section("Codes of what did not verify")))
        .hasSameElementsAs(Stream.of(ErrorCode.values()).map(Enum::name).toList());
  }
}
