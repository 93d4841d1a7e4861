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
      result(events, lines(events));
      return Exit.OK;
    }

    /** One line for each event, whatever the server put into its fields. */
    static String lines(List<JsonNode> events) {
      StringBuilder text = new StringBuilder();
      for (JsonNode event : events) {
        text.append(
            Printable.row(
                "%5d  %s  %-34s %s → %s%n",
                event.path("position").asLong(),
                event.path("time").asText(),
                event.path("type").asText().replace("dev.strongroom.", ""),
                shorten(event.path("actor").asText()),
                shorten(event.path("aggregate").asText())));
      }
      return text.toString().stripTrailing();
    }

    private static String shorten(String id) {
      return id.length() > 10 ? id.substring(0, 10) : id;
    }
  }
}
