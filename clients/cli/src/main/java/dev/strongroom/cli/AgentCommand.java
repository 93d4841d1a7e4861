package dev.strongroom.cli;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.agent.AgentEvent;
import dev.strongroom.sdk.agent.AgentRules;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.server.ServerException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code strongroom agent}. */
@Command(
    name = "agent",
    description = "The client that runs unasked: renews keys, rewraps, repeats commits.",
    mixinStandardHelpOptions = true,
    subcommands = {
      AgentCommand.Run.class,
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

  /** {@code strongroom agent run}. */
  @Command(
      name = "run",
      description = "Goes over your rooms and groups again and again, until it is stopped.")
  static final class Run extends Action {
    @Option(names = "--once", description = "One round, then end.")
    boolean once;

    @Option(
        names = "--interval",
        paramLabel = "SECONDS",
        description = "Pause between two rounds, 5 to 3600 seconds.")
    int seconds = 30;

    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    int act() throws Exception {
      if (seconds < 5 || seconds > 3600) {
        throw new IllegalArgumentException("The interval is 5 to 3600 seconds.");
      }
      Thread stop = new Thread(stopped::countDown, "agent-stop");
      Runtime.getRuntime().addShutdownHook(stop);
      do {
        round();
      } while (!once && !stopped.await(seconds, TimeUnit.SECONDS));
      return Exit.OK;
    }

    /** A client for each round: what is new of keys and policy is looked at each time. */
    private void round() throws IOException {
      try (Strongroom client = connect()) {
        List<AgentEvent> events =
            client.agent().round(client.groupIds(), () -> stopped.getCount() == 0);
        if (once || !events.isEmpty()) {
          result(events.stream().map(Run::json).toList(), text(client, events));
        }
      } catch (ServerException e) {
        if (once || e.status() != ServerException.AWAY) {
          throw e;
        }
        note(e.getMessage() + " The agent tries again.");
      }
    }

    private static Map<String, String> json(AgentEvent event) {
      return Map.of(
          "kind", event.kind().name().toLowerCase(Locale.ROOT),
          "chain", event.chain().toString(),
          "detail", event.detail());
    }

    private static String text(Strongroom client, List<AgentEvent> events) {
      StringBuilder text = new StringBuilder();
      for (AgentEvent event : events) {
        text.append(
            Printable.row(
                "%-9s %-28s %s%n",
                event.kind().name().toLowerCase(Locale.ROOT),
                client.pins().names().getOrDefault(event.chain(), event.chain().toString()),
                event.detail()));
      }
      return events.isEmpty() ? "Nothing to do." : text.toString().stripTrailing();
    }
  }

  /** {@code strongroom agent allow}. */
  @Command(
      name = "allow",
      description = "Lets the agent sign what somebody proposes, up to a role; never a manager's.")
  static final class Allow extends Action {
    @ArgGroup(exclusive = true, multiplicity = "1")
    About about = new About();

    @Option(
        names = "--proposer",
        required = true,
        description = "Whose signed proposals count: user name or e-mail, exactly.")
    String proposer = "";

    @Option(
        names = "--up-to",
        required = true,
        description = "Highest role: member; or depositor, viewer, editor.")
    String role = "";

    @Option(names = "--removals", description = "Also remove members who are no managers.")
    boolean removals;

    @Option(
        names = "--expect-fingerprint",
        description = "Fingerprint of the proposer's key; anything else is refused.")
    @Nullable String fingerprint;

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        Person person = recipient(client, proposer, fingerprint);
        String highest = role.toLowerCase(Locale.ROOT);
        if (highest.equals("member") != (about.group != null)) {
          throw new IllegalArgumentException(
              "In a group the agent gives the role member; in a room depositor, viewer or editor.");
        }
        client
            .agentRules()
            .allow(
                new AgentRules.Rule(
                    about.id(client), person.user(), person.newest().hash(), highest, removals));
        result(
            Map.of("allowed", true),
            Printable.row("The agent signs what %s proposes, up to %s.", proposer, highest));
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom agent forbid}. */
  @Command(name = "forbid", description = "Takes a rule back.")
  static final class Forbid extends Action {
    @ArgGroup(exclusive = true, multiplicity = "1")
    About about = new About();

    @Option(names = "--proposer", required = true, description = "Whom the rule is about.")
    String proposer = "";

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        client.agentRules().forbid(about.id(client), client.person(proposer).user());
        result(Map.of("allowed", false), "The agent signs no proposals of that person there.");
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom agent rules}. */
  @Command(name = "rules", description = "Shows what the agent may sign without you.")
  static final class Rules extends Action {
    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        List<AgentRules.Rule> rules = client.agentRules().all();
        StringBuilder text = new StringBuilder();
        for (AgentRules.Rule rule : rules) {
          text.append(
              Printable.row(
                  "%-28s %-9s %s%s%n",
                  client.pins().names().getOrDefault(rule.chain(), rule.chain().toString()),
                  rule.highest(),
                  client.people().byId(rule.proposer()).claimedName(),
                  rule.removals() ? ", and removals" : ""));
        }
        result(
            rules.stream()
                .map(r ->
                    Map.of(
                        "chain", r.chain().toString(),
                        "proposer", r.proposer().toString(),
                        "highest", r.highest(),
                        "removals", r.removals()))
                .toList(),
            rules.isEmpty()
                ? "Nothing but rekeys, rewraps, empty commits and adoptions."
                : text.toString().stripTrailing());
        return Exit.OK;
      }
    }
  }
}
