package dev.strongroom.cli;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.chain.PlainLabels;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plain names for administrators' lists. */
final class LabelCommands {
  private LabelCommands() {}

  /** What both kinds do alike. */
  abstract static class Label extends Action {
    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "TEXT",
        description = "The label to publish; without one, what is published is shown.")
    @Nullable String text;

    @Option(names = "--clear", description = "Takes the label away.")
    boolean clear;

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    /** The id of what was named. */
    abstract ChainId id(Strongroom client);

    abstract Proposal.Kind kind();

    @Override
    int act() throws Exception {
      if (clear && text != null) {
        throw new IllegalArgumentException("Give a label, or --clear.");
      }
      try (Strongroom client = connect()) {
        PlainLabels labels = client.labels();
        ChainId id = id(client);
        if (clear) {
          labels.clear(kind(), id);
          result(Map.of("label", ""), "Taken away. Whoever has read it may remember it.");
        } else if (text == null) {
          Optional<String> label = labels.of(kind(), id);
          result(
              Map.of("label", label.orElse("")),
              label.map(Printable::line).orElse("There is no label."));
        } else {
          publish(labels, id, text);
        }
        return Exit.OK;
      }
    }

    private void publish(PlainLabels labels, ChainId id, String label) throws Exception {
      note(
          "The server and your organisation's administrators can read this label; they cannot read"
              + " the real name.");
      if (!yes && !confirm("Publish it?")) {
        throw new LockedException("Not published, so nothing was changed. In a script, use --yes.");
      }
      labels.publish(kind(), id, label);
      result(Map.of("label", label), "Published: " + Printable.line(label));
    }
  }

  /** {@code strongroom room label}. */
  @Command(
      name = "label",
      description =
          "A plain name of a room for administrators' lists; the server can read it. For managers.")
  static final class OfRoom extends Label {
    @Parameters(index = "0", paramLabel = "ROOM", description = "Name or id.")
    String room = "";

    @Override
    ChainId id(Strongroom client) {
      return client.roomId(room);
    }

    @Override
    Proposal.Kind kind() {
      return Proposal.Kind.ROOM;
    }
  }

  /** {@code strongroom group label}. */
  @Command(
      name = "label",
      description =
          "A plain name of a group for administrators' lists; the server can read it. For"
              + " managers.")
  static final class OfGroup extends Label {
    @Parameters(index = "0", paramLabel = "GROUP", description = "Name or id.")
    String group = "";

    @Override
    ChainId id(Strongroom client) {
      return client.groupId(group);
    }

    @Override
    Proposal.Kind kind() {
      return Proposal.Kind.GROUP;
    }
  }
}
