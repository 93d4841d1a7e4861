package dev.strongroom.cli;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.proposal.Asked;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asking to be let in. */
final class AskCommands {
  private AskCommands() {}

  /** What both kinds do alike. */
  abstract static class Ask extends Action {
    @Option(
        names = "--reason",
        description = "For the managers, in your words; the server and administrators read it.")
    String reason = "";

    final int ask(Proposal.Kind kind, String id, String role) throws Exception {
      try (Strongroom client = connect()) {
        Asked filed =
            client
                .proposals()
                .requests()
                .file(
                    kind,
                    ChainId.parse(id),
                    Proposal.Action.ADD,
                    client.self().user(),
                    Optional.of(role.toLowerCase(Locale.ROOT)),
                    reason);
        result(
            Map.of("request", filed.id(), "expires", filed.expires().toString()),
            "Asked. If there is such a "
                + kind.text()
                + ", its managers see it; you are in when one has signed.");
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom room ask}. */
  @Command(
      name = "ask",
      description = "Asks the managers of a room that you have a link to to let you in.")
  static final class ForRoom extends Ask {
    @Parameters(paramLabel = "ROOM-ID", description = "Its whole id.")
    String room = "";

    @Option(
        names = "--role",
        description = "depositor, viewer, editor or manager; viewer if not given.")
    String role = "viewer";

    @Override
    int act() throws Exception {
      return ask(Proposal.Kind.ROOM, room, role);
    }
  }

  /** {@code strongroom group ask}. */
  @Command(name = "ask", description = "Asks the managers of a group to let you in.")
  static final class ForGroup extends Ask {
    @Parameters(paramLabel = "GROUP-ID", description = "Its whole id.")
    String group = "";

    @Override
    int act() throws Exception {
      return ask(Proposal.Kind.GROUP, group, "member");
    }
  }
}
