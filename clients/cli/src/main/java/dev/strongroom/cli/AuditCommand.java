package dev.strongroom.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.sdk.AuditLog;
import dev.strongroom.sdk.Enrolment;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code strongroom audit}. */
@Command(
    name = "audit",
    description = "The audit log; for auditors.",
    mixinStandardHelpOptions = true,
    subcommands = AuditCommand.ListAll.class)
final class AuditCommand {
  /** {@code strongroom audit list}. */
  @Command(name = "list", description = "Lists who did what.")
  static final class ListAll extends Action {
    @Option(names = "--after", description = "Only events behind this position.")
    long after;

    @Override
    int act() throws Exception {
      List<JsonNode> events = new AuditLog(new Enrolment(environment().config())).events(after);
      StringBuilder text = new StringBuilder();
      for (JsonNode event : events) {
        text.append(
            "%5d  %s  %-34s %s → %s%n"
                .formatted(
                    event.path("position").asLong(),
                    event.path("time").asText(),
                    event.path("type").asText().replace("dev.strongroom.", ""),
                    shorten(event.path("actor").asText()),
                    shorten(event.path("aggregate").asText())));
      }
      result(events, text.toString().stripTrailing());
      return Exit.OK;
    }

    private static String shorten(String id) {
      return id.length() > 10 ? id.substring(0, 10) : id;
    }
  }
}
