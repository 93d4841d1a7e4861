package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ErrorCode;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

  @Test
  void page_listsEveryErrorCode() throws Exception {
    assertThat(quoted(section("Codes of what did not verify")))
        .hasSameElementsAs(Stream.of(ErrorCode.values()).map(Enum::name).toList());
  }
}
