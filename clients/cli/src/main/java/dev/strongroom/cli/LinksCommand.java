package dev.strongroom.cli;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.OpenLinks;
import dev.strongroom.sdk.chain.GivingUp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code strongroom links}. */
@Command(
    name = "links",
    description =
        "Changes that were signed here, and of which the server has not said what became.",
    mixinStandardHelpOptions = true,
    subcommands = {LinksCommand.ListOpen.class, LinksCommand.GiveUp.class})
final class LinksCommand {
  private LinksCommand() {}

  /** {@code strongroom links list}. */
  @Command(name = "list", description = "Lists them. Every command sends them again first.")
  static final class ListOpen extends Action {
    @Override
    int act() throws Exception {
      List<OpenLinks.OpenLink> open = new OpenLinks(environment().config()).list();
      StringBuilder text = new StringBuilder();
      for (OpenLinks.OpenLink link : open) {
        text.append(
            Printable.row(
                "%s  %s %s, change %d%s%n",
                link.link(),
                link.group() ? "group" : "room",
                where(link),
                link.sequence(),
                link.givenUp() ? "  (given up; open until one of the two is logged)" : ""));
      }
      result(
          open.stream().map(ListOpen::json).toList(),
          open.isEmpty() ? "Nothing is open." : text.toString().stripTrailing());
      return Exit.OK;
    }

    private static String where(OpenLinks.OpenLink link) {
      return link.name().or(() -> link.chain().map(ChainId::toString)).orElse("being made");
    }

    private static Map<String, Object> json(OpenLinks.OpenLink link) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("link", link.link().toString());
      json.put("kind", link.group() ? "group" : "room");
      json.put("chain", link.chain().map(ChainId::toString).orElse(""));
      json.put("sequence", link.sequence());
      json.put("givenUp", link.givenUp());
      return json;
    }
  }

  /** {@code strongroom links give-up}. */
  @Command(
      name = "give-up",
      description = "Withdraws one: signs an empty change in its place. The first logged counts.")
  static final class GiveUp extends Action {
    @Parameters(paramLabel = "LINK", description = "As links list shows it.")
    String link = "";

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    @Override
    int act() throws Exception {
      Hash hash = Hash.parse(link);
      if (!yes && !confirm("Give it up?")) {
        throw new LockedException("Not confirmed, so nothing was changed. Use --yes in a script.");
      }
      GivingUp.Outcome outcome = new OpenLinks(environment().config()).giveUp(hash);
      result(
          Map.of("outcome", outcome.name().toLowerCase(Locale.ROOT)),
          switch (outcome) {
            case WITHDRAWN -> "Withdrawn: an empty change has its place.";
            case TAKEN -> "Too late: it had been taken, and counts. Change it back if you must.";
            case OVERTAKEN -> "Somebody else's change came first in its place: it never counts.";
            case FORGOTTEN ->
                "Forgotten. If it was taken after all, you have an empty group or room more.";
          });
      return Exit.OK;
    }
  }
}
