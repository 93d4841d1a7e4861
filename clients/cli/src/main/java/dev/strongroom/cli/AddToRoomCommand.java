package dev.strongroom.cli;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.room.Room;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code strongroom room add}. */
@Command(name = "add", description = "Grants a room to a person or a group.")
final class AddToRoomCommand extends Action {
  @Parameters(paramLabel = "ROOM", description = "Name or id.")
  String room = "";

  @ArgGroup(exclusive = true, multiplicity = "1")
  RoomCommand.To to = new RoomCommand.To();

  @Option(
      names = "--role",
      description = "manager, editor, viewer or depositor; viewer if it is left out.")
  String role = "viewer";

  @Option(
      names = "--expect-fingerprint",
      description = "Fingerprint of the person's key; anything else is refused.")
  @Nullable String fingerprint;

  @Override
  int act() throws Exception {
    Role parsed = RoomCommand.role(role);
    try (Strongroom client = connect()) {
      Map<String, Object> told = new LinkedHashMap<>(Map.of("granted", true));
      if (to.group != null) {
        ChainId group = client.groupId(to.group);
        requireNoOtherRole(client, new Grantee.Group(group), parsed);
        Strongroom.GroupPeople people = client.peopleOf(group);
        note(GivenTo.text(client, to.group, people));
        client.grant(room, group, parsed);
        told.put("group", GivenTo.json(client, people));
      } else {
        String name = String.valueOf(to.user);
        Person person = client.person(name);
        requireNoOtherRole(client, new Grantee.User(person.user()), parsed);
        person = recipient(client, person, name, fingerprint);
        client.grant(room, person, parsed);
        told.put("user", GivenTo.json(client, person));
      }
      result(told, "Granted as " + parsed.text() + ".");
      return Exit.OK;
    }
  }

  /** Whoever is there already loses nothing by being added, also by the role that is not named. */
  private void requireNoOtherRole(Strongroom client, Grantee who, Role asked) {
    try (Room open = client.room(room)) {
      Optional.ofNullable(open.chain().newest().grants().get(who))
          .filter(there -> there.role() != asked)
          .ifPresent(there -> {
            throw new MembershipException(
                MembershipException.Reason.NO_CHANGE,
                ("Already in that room, as %s. To change that: strongroom room role."
                        + " Nothing was changed.")
                    .formatted(there.role().text()));
          });
    }
  }
}
