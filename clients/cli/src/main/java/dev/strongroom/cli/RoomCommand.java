package dev.strongroom.cli;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.sdk.Listing;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.room.Repeating;
import dev.strongroom.sdk.room.Room;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code strongroom room}. */
@Command(
    name = "room",
    description = "Rooms, and who reaches them.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RoomCommand.Create.class,
      RoomCommand.Accept.class,
      RoomCommand.ListAll.class,
      RoomCommand.Show.class,
      AddToRoomCommand.class,
      RoomCommand.ChangeRole.class,
      RoomCommand.Leave.class,
      RoomCommand.Settle.class,
      RoomCommand.Remove.class,
      RoomPolicyCommand.class,
      ForgetRoomCommand.class,
      RoomKeysCommands.Status.class,
      RoomKeysCommands.Rewrap.class,
      RoomKeysCommands.Rotate.class,
      ReadmitCommands.ToRoom.class,
      LabelCommands.OfRoom.class,
      AskCommands.ForRoom.class,
      InboxCommand.class
    })
final class RoomCommand {
  /** Whom a grant is for. */
  static final class To {
    @Option(names = "--user", description = "User name or e-mail, exactly.")
    @Nullable String user;

    @Option(names = "--group", description = "Name or id of a group of yours.")
    @Nullable String group;
  }

  /** {@code strongroom room create}. */
  @Command(name = "create", description = "Makes a room that you manage.")
  static final class Create extends Action {
    @Parameters(paramLabel = "NAME", description = "Its name; the server never learns it.")
    String name = "";

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        ChainId id = client.createRoom(name);
        result(Map.of("id", id.toString()), "Room " + Printable.line(name) + " is made: " + id);
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom room accept}. */
  @Command(
      name = "accept",
      description = "Accepts a room made by somebody else, so that it can be called by its name.")
  static final class Accept extends Action {
    @Parameters(paramLabel = "ROOM", description = "Its id, or the beginning of it.")
    String room = "";

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    @Option(
        names = "--as",
        paramLabel = "NAME",
        description = "Your own name for a room that you only send files into.")
    @Nullable String as;

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        ChainId id = client.roomId(room);
        if (client.isForSending(id)) {
          return nameIt(client, id);
        }
        if (as != null) {
          throw new IllegalArgumentException(
              "This room has a name, which you can read: --as is for rooms that you only send"
                  + " files into.");
        }
        String name;
        try (Room open = client.room(room)) {
          name = open.name();
          Person creator = client.people().byId(open.chain().newest().creator());
          note("Room " + Printable.line(name) + ", made by\n" + GivenTo.text(client, creator));
          note("managed by\n" + managers(client, open));
        }
        if (!yes && !confirm("Accept it under this name?")) {
          throw new LockedException(
              "Not accepted, so nothing was changed. In a script, use --yes.");
        }
        client.acceptRoom(id);
        result(Map.of("id", id.toString(), "name", name), "Accepted: " + Printable.line(name));
        return Exit.OK;
      }
    }

    private static String managers(Strongroom client, Room open) {
      return open.chain().newest().grants().values().stream()
          .filter(grant -> grant.role().manages())
          .map(grant -> "  " + Printable.line(Show.grantee(client, grant)))
          .collect(Collectors.joining("\n"));
    }

    private int nameIt(Strongroom client, ChainId id) throws Exception {
      if (as == null) {
        throw new IllegalArgumentException(
            "You only send files into this room, and cannot read its name: give it one of your"
                + " own, with --as NAME.");
      }
      NodeName name = NodeName.of(as);
      Person creator = client.people().byId(client.depositRoom(room).state().creator());
      note("A room to send files into, made by\n" + GivenTo.text(client, creator));
      if (!yes && !confirm("Accept it?")) {
        throw new LockedException("Not accepted, so nothing was changed. In a script, use --yes.");
      }
      client.acceptRoom(id, name);
      result(
          Map.of("id", id.toString(), "name", name.value()),
          "Accepted: " + Printable.line(name.value()));
      return Exit.OK;
    }
  }

  /** {@code strongroom room list}. */
  @Command(name = "list", description = "Lists the rooms that you reach.")
  static final class ListAll extends Action {
    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        Listing<Strongroom.RoomSummary> listing = client.roomListing();
        StringBuilder text = new StringBuilder();
        List<Map<String, Object>> rooms = refused(client, listing);
        for (Strongroom.RoomSummary room : listing.opened()) {
          text.append(
              Printable.row(
                  "%-28s %-9s %s%s%n",
                  room.name(),
                  room.role().text(),
                  room.id().toString().substring(0, 10),
                  room.accepted() ? "" : "  (not accepted yet)"));
          rooms.add(
              Map.of(
                  "id", room.id().toString(),
                  "name", room.name(),
                  "role", room.role().text(),
                  "accepted", room.accepted()));
        }
        result(rooms, text.toString().stripTrailing());
        return listing.refused().isEmpty() ? Exit.OK : Exit.NOT_VERIFIED;
      }
    }
  }

  /** {@code strongroom room show}. */
  @Command(name = "show", description = "Shows who reaches a room.")
  static final class Show extends Action {
    @Parameters(paramLabel = "ROOM", description = "Name or id.")
    String room = "";

    @Override
    int act() throws Exception {
      try (Strongroom client = connect();
          Room open = client.room(room)) {
        StringBuilder text = new StringBuilder(Printable.line(open.name()));
        text.append(
            "%n  id     %s%n  epoch  %d%n"
                .formatted(open.id(), open.chain().newest().epoch().number()));
        for (Grant grant : open.chain().newest().grants().values()) {
          text.append(Printable.row("  %-9s %s%n", grant.role().text(), grantee(client, grant)));
        }
        result(
            Map.of(
                "id", open.id().toString(),
                "name", open.name(),
                "epoch", open.chain().newest().epoch().number(),
                "grants",
                    open.chain().newest().grants().values().stream()
                        .map(g ->
                            Map.of(
                                "grantee", grantee(client, g),
                                "id", id(g.grantee()),
                                "role", g.role().text()))
                        .toList()),
            text.toString().stripTrailing());
        return Exit.OK;
      }
    }

    private static String id(Grantee grantee) {
      return switch (grantee) {
        case Grantee.User(var user) -> user.toString();
        case Grantee.Group(ChainId group) -> group.toString();
      };
    }

    private static String grantee(Strongroom client, Grant grant) {
      return switch (grant.grantee()) {
        case Grantee.User(var user) -> client.people().byId(user).claimedName();
        case Grantee.Group(ChainId group) ->
            "group " + client.pins().names().getOrDefault(group, group.toString());
      };
    }
  }

  static Role role(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "manager" -> Role.MANAGER;
      case "editor" -> Role.EDITOR;
      case "viewer" -> Role.VIEWER;
      case "depositor" -> Role.DEPOSITOR;
      default ->
          throw new IllegalArgumentException("A role is manager, editor, viewer or depositor.");
    };
  }

  private static Grantee grantee(Strongroom client, To to) {
    return to.group != null
        ? new Grantee.Group(client.groupId(to.group))
        : new Grantee.User(client.person(String.valueOf(to.user)).user());
  }

  /** {@code strongroom room role}. */
  @Command(
      name = "role",
      description = "Gives a person or a group another role; to read no more renews the keys.")
  static final class ChangeRole extends Action {
    @Parameters(index = "0", paramLabel = "ROOM", description = "Name or id.")
    String room = "";

    @ArgGroup(exclusive = true, multiplicity = "1")
    To to = new To();

    @Parameters(
        index = "1",
        paramLabel = "ROLE",
        description = "manager, editor, viewer or depositor.")
    String role = "";

    @Override
    int act() throws Exception {
      Role parsed = role(role);
      try (Strongroom client = connect()) {
        client.changeRole(room, grantee(client, to), parsed);
        result(Map.of("role", parsed.text()), "The role is " + parsed.text() + " now.");
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom room leave}. */
  @Command(
      name = "leave",
      description = "Leaves a room that was granted to you in person; you read it no more.")
  static final class Leave extends Action {
    @Parameters(paramLabel = "ROOM", description = "Name or id.")
    String room = "";

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        if (!yes && !confirm("Leave " + Printable.line(room) + " for good?")) {
          throw new LockedException(
              "Not confirmed, so nothing was changed. Use --yes in a script.");
        }
        client.leaveRoom(room);
        result(Map.of("left", true), "You have left the room.");
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom room settle}. */
  @Command(
      name = "settle",
      description = "Signs over commits of somebody whose writing has ended, after checking each.")
  static final class Settle extends Action {
    @Parameters(paramLabel = "ROOM", description = "Name or id.")
    String room = "";

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        List<Repeating.Repeated> over = client.settle(room);
        StringBuilder text = new StringBuilder();
        for (Repeating.Repeated one : over) {
          text.append(
              Printable.row(
                  "  commit %d, %d changes, by %s%n",
                  one.sequence(), one.changes(), client.people().byId(one.author()).claimedName()));
        }
        result(
            over.stream()
                .map(c ->
                    Map.of(
                        "sequence", c.sequence(),
                        "author", c.author().toString(),
                        "changes", c.changes()))
                .toList(),
            over.isEmpty()
                ? "Nothing new to show: the newest commit counts."
                : "Verified, and signed over:%n%s".formatted(text).stripTrailing());
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom room remove}. */
  @Command(
      name = "remove",
      description = "Withdraws a room: access ends with the answer, and the keys are renewed.")
  static final class Remove extends Action {
    @Parameters(paramLabel = "ROOM", description = "Name or id.")
    String room = "";

    @ArgGroup(exclusive = true, multiplicity = "1")
    To to = new To();

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        boolean settled = client.withdraw(room, grantee(client, to));
        if (!settled) {
          noteUnsettled();
        }
        result(Map.of("withdrawn", true, "settled", settled), "Withdrawn; the room has new keys.");
        return Exit.OK;
      }
    }
  }
}
