package dev.strongroom.cli;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.agent.AgentRules;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.room.RoomPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code strongroom agent}. */
@Command(
    name = "agent",
    description = "The client that runs unasked: renews keys, rewraps, adopts, repeats commits.",
    mixinStandardHelpOptions = true,
    subcommands = {
      AgentRun.class,
      AgentCommand.Allow.class,
      AgentCommand.Forbid.class,
      AgentCommand.Rules.class
    })
final class AgentCommand {
  /** What a rule is about. */
  static final class About {
    @Option(names = "--room", description = "Name or id of a room of yours.")
    @Nullable String room;

    @Option(names = "--group", description = "Name or id of a group of yours.")
    @Nullable String group;

    ChainId id(Strongroom client) {
      return room != null ? client.roomId(room) : client.groupId(String.valueOf(group));
    }
  }

  /** {@code strongroom agent allow}. */
  @Command(
      name = "allow",
      description =
          "Lets the agent sign additions that somebody proposes, up to a role, never a manager's;"
              + " or adopt what is sent into a room.")
  static final class Allow extends Action {
    @ArgGroup(exclusive = true, multiplicity = "1")
    About about = new About();

    @Option(
        names = "--proposer",
        description = "Whose signed proposals count: user name or e-mail, exactly.")
    @Nullable String proposer;

    @Option(names = "--up-to", description = "Highest role: member; or depositor, viewer, editor.")
    @Nullable String role;

    @Option(names = "--removals", description = "Also remove members who are no managers.")
    boolean removals;

    @Option(
        names = "--expect-fingerprint",
        description = "Fingerprint of the proposer's key; anything else is refused.")
    @Nullable String fingerprint;

    @Option(
        names = "--adopt",
        paramLabel = "FOLDER",
        description =
            "Adopt the room's deposits into this folder, made if it is not there; / is the root.")
    @Nullable String folder;

    @Option(
        names = "--asked-removals",
        description =
            "Remove members who are no managers when an administrator or the sign-on asks for it;"
                + " nobody has signed that.")
    boolean asked;

    @Override
    int act() throws Exception {
      if (asked) {
        return removeWhenAsked();
      }
      if ((folder == null) == (proposer == null) || (proposer == null) != (role == null)) {
        throw new IllegalArgumentException(
            "Name a --proposer and the role of --up-to; or the folder to --adopt into; or"
                + " --asked-removals.");
      }
      if (folder != null && (about.group != null || removals || fingerprint != null)) {
        throw new IllegalArgumentException("Deposits are adopted in a --room, and that is all.");
      }
      try (Strongroom client = connect()) {
        return folder != null ? adopt(client, folder) : sign(client, String.valueOf(proposer));
      }
    }

    private int removeWhenAsked() throws Exception {
      if (folder != null || proposer != null || role != null || removals || fingerprint != null) {
        throw new IllegalArgumentException("--asked-removals stands by itself.");
      }
      try (Strongroom client = connect()) {
        client.agentRules().removeWhenAsked(about.id(client), true);
        result(
            Map.of("allowed", true),
            "The agent removes whom an administrator or the sign-on asks out, and no manager.");
        return Exit.OK;
      }
    }

    private int adopt(Strongroom client, String into) throws IOException {
      RoomPath path = RoomPath.parse(into);
      client.agentRules().adopt(about.id(client), path);
      result(
          Map.of("allowed", true),
          Printable.row("The agent adopts what is sent into the room, into /%s.", path));
      return Exit.OK;
    }

    private int sign(Strongroom client, String proposing) throws IOException {
      String highest = String.valueOf(role).toLowerCase(Locale.ROOT);
      if (highest.equals("member") != (about.group != null)) {
        throw new IllegalArgumentException(
            "In a group the agent gives the role member; in a room depositor, viewer or editor.");
      }
      Person person = recipient(client, proposing, fingerprint);
      client
          .agentRules()
          .allow(
              new AgentRules.Rule(
                  about.id(client), person.user(), person.newest().hash(), highest, removals));
      result(
          Map.of("allowed", true),
          Printable.row("The agent signs what %s proposes, up to %s.", proposing, highest));
      return Exit.OK;
    }
  }

  /** {@code strongroom agent forbid}. */
  @Command(name = "forbid", description = "Takes a rule back.")
  static final class Forbid extends Action {
    @ArgGroup(exclusive = true, multiplicity = "1")
    About about = new About();

    @Option(names = "--proposer", description = "Whom the rule is about.")
    @Nullable String proposer;

    @Option(names = "--adopt", description = "Leave the room's deposits to a hand again.")
    boolean adopt;

    @Option(names = "--asked-removals", description = "Leave them to a hand again.")
    boolean asked;

    @Override
    int act() throws Exception {
      if (Stream.of(adopt, asked, proposer != null).filter(given -> given).count() != 1) {
        throw new IllegalArgumentException(
            "Name the --proposer of a rule, or --adopt, or --asked-removals.");
      }
      try (Strongroom client = connect()) {
        if (asked) {
          client.agentRules().removeWhenAsked(about.id(client), false);
          result(Map.of("allowed", false), "The agent removes nobody there unless a rule says so.");
        } else if (adopt) {
          client.agentRules().leaveDeposits(about.id(client));
          result(Map.of("allowed", false), "The agent adopts nothing there.");
        } else {
          client
              .agentRules()
              .forbid(about.id(client), client.person(String.valueOf(proposer)).user());
          result(Map.of("allowed", false), "The agent signs no proposals of that person there.");
        }
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom agent rules}. */
  @Command(name = "rules", description = "Shows what the agent may do without you.")
  static final class Rules extends Action {
    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        StringBuilder text = new StringBuilder();
        List<Map<String, Object>> json = new ArrayList<>();
        for (AgentRules.Rule rule : client.agentRules().all()) {
          text.append(
              Printable.row(
                  "%-28s %-9s %s%s%n",
                  named(client, rule.chain()),
                  rule.highest(),
                  client.people().byId(rule.proposer()).claimedName(),
                  rule.removals() ? ", and removals" : ""));
          json.add(
              Map.of(
                  "chain", rule.chain().toString(),
                  "proposer", rule.proposer().toString(),
                  "highest", rule.highest(),
                  "removals", rule.removals()));
        }
        client
            .agentRules()
            .adoptions()
            .forEach((room, folder) -> {
              text.append(Printable.row("%-28s %-9s /%s%n", named(client, room), "adopts", folder));
              json.add(Map.of("chain", room.toString(), "adopt", folder.toString()));
            });
        for (ChainId chain : client.agentRules().askedRemovals()) {
          text.append(Printable.row("%-28s asked removals%n", named(client, chain)));
          json.add(Map.of("chain", chain.toString(), "askedRemovals", true));
        }
        result(
            json,
            json.isEmpty()
                ? "Nothing but rekeys, rewraps and empty commits."
                : text.toString().stripTrailing());
        return Exit.OK;
      }
    }

    private static String named(Strongroom client, ChainId chain) {
      return client.pins().names().getOrDefault(chain, chain.toString());
    }
  }
}
