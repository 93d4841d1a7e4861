package dev.strongroom.cli;

import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Strongroom;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code strongroom room forget}. */
@Command(
    name = "forget",
    description = "Forgets what a room said last that you were removed from; its pin stays.")
final class ForgetRoomCommand extends Action {
  @Parameters(paramLabel = "ROOM", description = "Your name for it, or its whole id.")
  String room = "";

  @Option(names = "--yes", description = "Do not ask.")
  boolean yes;

  @Override
  int act() throws Exception {
    try (Strongroom client = connect()) {
      note(
          "A server that hides a room says the same as one where you are in it no more. Ask"
              + " somebody who is in it whether you were removed: if you were not, people may be let"
              + " in through a group of yours whom the room does not want.");
      if (!yes && !confirm("Were you removed from " + Printable.line(room) + "?")) {
        throw new LockedException("Not confirmed, so nothing was changed. Use --yes in a script.");
      }
      client.forgetRoom(room);
      result(Map.of("forgotten", true), "The room holds nothing up here any more.");
      return Exit.OK;
    }
  }
}
