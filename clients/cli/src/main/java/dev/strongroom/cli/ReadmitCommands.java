package dev.strongroom.cli;

import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.people.Person;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Readmitting somebody whose reset was confirmed. */
final class ReadmitCommands {
  private ReadmitCommands() {}

  /** {@code strongroom room readmit}. */
  @Command(
      name = "readmit",
      description = "Puts somebody's confirmed new key in the place of his lost one, at his role.")
  static final class ToRoom extends Action {
    @Parameters(index = "0", paramLabel = "ROOM", description = "Name or id of the room.")
    String room = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "User name or e-mail, exactly.")
    String name = "";

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        Person person = client.person(name);
        client.readmit(room, person);
        return told(this, name, person);
      }
    }
  }

  /** {@code strongroom group readmit}. */
  @Command(
      name = "readmit",
      description = "Puts somebody's confirmed new key in the place of his lost one, at his role.")
  static final class ToGroup extends Action {
    @Parameters(index = "0", paramLabel = "GROUP", description = "Name or id of the group.")
    String group = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "User name or e-mail, exactly.")
    String name = "";

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        Person person = client.person(name);
        client.readmit(client.groupId(group), person);
        return told(this, name, person);
      }
    }
  }

  private static int told(Action action, String name, Person person) throws Exception {
    action.result(
        Map.of("user", person.user().toString(), "fingerprint", person.fingerprint().text()),
        Printable.line(name) + " is readmitted, under new keys.");
    return Exit.OK;
  }
}
