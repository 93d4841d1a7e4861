package dev.strongroom.cli;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.sdk.Listing;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.server.ServerException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code strongroom group}. */
@Command(
    name = "group",
    description = "Groups of people.",
    mixinStandardHelpOptions = true,
    subcommands = {
      GroupCommand.Create.class,
      GroupCommand.Accept.class,
      GroupCommand.ListAll.class,
      GroupCommand.Show.class,
      GroupCommand.Add.class,
      GroupCommand.ChangeRole.class,
      GroupCommand.Leave.class,
      GroupCommand.Rotate.class,
      GroupCommand.Remove.class,
      LabelCommands.OfGroup.class,
      AskCommands.ForGroup.class,
      ReadmitCommands.ToGroup.class
    })
final class GroupCommand {
  /** {@code strongroom group create}. */
  @Command(name = "create", description = "Makes a group that you manage.")
  static final class Create extends Action {
    @Parameters(paramLabel = "NAME", description = "Its name; the server never learns it.")
    String name = "";

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        ChainId id = client.createGroup(name);
        result(Map.of("id", id.toString()), "Group " + Printable.line(name) + " is made: " + id);
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom group accept}. */
  @Command(
      name = "accept",
      description = "Accepts a group made by somebody else, so that it can be called by its name.")
  static final class Accept extends Action {
    @Parameters(paramLabel = "GROUP", description = "Its id, or the beginning of it.")
    String group = "";

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        ChainId id = client.groupId(group);
        String name = client.nameOfGroup(id);
        note(GivenTo.text(client, name, client.peopleOf(id)));
        if (!yes && !confirm("Accept it under this name?")) {
          throw new LockedException(
              "Not accepted, so nothing was changed. In a script, use --yes.");
        }
        client.acceptGroup(id);
        result(Map.of("id", id.toString(), "name", name), "Accepted: " + Printable.line(name));
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom group list}. */
  @Command(name = "list", description = "Lists the groups that you are in.")
  static final class ListAll extends Action {
    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        Listing<Strongroom.GroupSummary> listing = client.groupListing();
        StringBuilder text = new StringBuilder();
        List<Map<String, Object>> groups = refused(client, listing);
        for (Strongroom.GroupSummary group : listing.opened()) {
          text.append(
              Printable.row(
                  "%-28s %4d members  %s%s%n",
                  group.name(),
                  group.state().members().size(),
                  group.id().toString().substring(0, 10),
                  accepted(client, group) ? "" : "  (not accepted yet)"));
          groups.add(
              Map.of(
                  "id", group.id().toString(),
                  "name", group.name(),
                  "members", group.state().members().size(),
                  "accepted", accepted(client, group)));
        }
        result(groups, text.toString().stripTrailing());
        return listing.refused().isEmpty() ? Exit.OK : Exit.NOT_VERIFIED;
      }
    }

    private static boolean accepted(Strongroom client, Strongroom.GroupSummary group) {
      return client.pins().names().containsKey(group.id());
    }
  }

  /** {@code strongroom group show}. */
  @Command(name = "show", description = "Shows who is in a group.")
  static final class Show extends Action {
    @Parameters(paramLabel = "GROUP", description = "Name or id.")
    String group = "";

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        ChainId id = client.groupId(group);
        Listing<Strongroom.GroupSummary> listing = client.groupListing();
        ProtocolException refusal = listing.refused().get(id);
        if (refusal != null) {
          throw refusal;
        }
        Strongroom.GroupSummary found =
            listing.opened().stream()
                .filter(g -> g.id().equals(id))
                .findFirst()
                .orElseThrow(Show::gone);
        client.people().load(found.state().members().keySet());
        StringBuilder text = new StringBuilder(Printable.line(found.name()));
        text.append("%n  id     %s%n  epoch  %d%n".formatted(id, found.state().epoch().number()));
        for (Map.Entry<UserId, GroupState.Member> member : found.state().members().entrySet()) {
          text.append(
              Printable.row(
                  "  %-9s %s%n",
                  member.getValue().role().text(),
                  client.people().byId(member.getKey()).claimedName()));
        }
        result(
            Map.of(
                "id", id.toString(),
                "name", found.name(),
                "epoch", found.state().epoch().number(),
                "members",
                    found.state().members().entrySet().stream()
                        .map(m ->
                            Map.of(
                                "user", m.getKey().toString(),
                                "role", m.getValue().role().text()))
                        .toList()),
            text.toString().stripTrailing());
        return Exit.OK;
      }
    }

    private static ServerException gone() {
      return new ServerException(404, "not-found", "You are no longer in this group.");
    }
  }

  /** {@code strongroom group add}. */
  @Command(name = "add", description = "Adds a person, after showing whose key it is.")
  static final class Add extends Action {
    @Parameters(index = "0", paramLabel = "GROUP", description = "Name or id.")
    String group = "";

    @Parameters(index = "1", paramLabel = "USER", description = "User name or e-mail, exactly.")
    String user = "";

    @Option(names = "--role", description = "member or manager; member if it is left out.")
    String role = "member";

    @Option(
        names = "--expect-fingerprint",
        description = "Fingerprint of the person's key; anything else is refused.")
    @Nullable String fingerprint;

    @Override
    int act() throws Exception {
      GroupRole parsed = GroupRole.parse(role.toLowerCase(Locale.ROOT));
      try (Strongroom client = connect()) {
        ChainId id = client.groupId(group);
        Person person = client.person(user);
        requireNoOtherRole(client, id, person, parsed);
        person = recipient(client, person, user, fingerprint);
        client.addMember(id, person, parsed);
        Map<String, Object> told = new LinkedHashMap<>(GivenTo.json(client, person));
        told.put("added", true);
        result(told, Printable.row("%s is in %s.", user, group));
        return Exit.OK;
      }
    }

    /** A manager stays one, also where no role was named. */
    private static void requireNoOtherRole(
        Strongroom client, ChainId group, Person person, GroupRole asked) {
      boolean manages =
          client.peopleOf(group).managers().stream()
              .anyMatch(manager -> manager.user().equals(person.user()));
      if (manages && asked != GroupRole.MANAGER) {
        throw new MembershipException(
            MembershipException.Reason.NO_CHANGE,
            "Already in that group, as its manager. To change that: strongroom group role. Nothing"
                + " was changed.");
      }
    }
  }

  /** {@code strongroom group role}. */
  @Command(name = "role", description = "Gives a member another role.")
  static final class ChangeRole extends Action {
    @Parameters(index = "0", paramLabel = "GROUP", description = "Name or id.")
    String group = "";

    @Parameters(index = "1", paramLabel = "USER", description = "User name or e-mail, exactly.")
    String user = "";

    @Parameters(index = "2", paramLabel = "ROLE", description = "member or manager.")
    String role = "";

    @Override
    int act() throws Exception {
      GroupRole parsed = GroupRole.parse(role.toLowerCase(Locale.ROOT));
      try (Strongroom client = connect()) {
        client.changeRole(client.groupId(group), client.person(user).user(), parsed);
        result(Map.of("role", parsed.text()), Printable.row("%s is %s now.", user, parsed.text()));
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom group leave}. */
  @Command(name = "leave", description = "Leaves a group, and the rooms that it is granted.")
  static final class Leave extends Action {
    @Parameters(paramLabel = "GROUP", description = "Name or id.")
    String group = "";

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        ChainId id = client.groupId(group);
        if (!yes && !confirm("Leave " + Printable.line(group) + " for good?")) {
          throw new LockedException(
              "Not confirmed, so nothing was changed. Use --yes in a script.");
        }
        client.leaveGroup(id);
        result(Map.of("left", true), "You have left the group.");
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom group rotate}. */
  @Command(name = "rotate", description = "Gives a group that you manage new keys.")
  static final class Rotate extends Action {
    @Parameters(paramLabel = "GROUP", description = "Name or id.")
    String group = "";

    @Option(
        names = "--despite-unopened",
        description =
            "Although you open no key of the present epoch. What was written under that is"
                + " unreadable until somebody who opens it renews the keys.")
    boolean despiteUnopened;

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        ChainId id = client.groupId(group);
        if (despiteUnopened) {
          client.rotateGroupDespiteUnopened(id);
        } else {
          client.rotateGroup(id);
        }
        result(Map.of("rotated", true), "The group has new keys; its rooms follow.");
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom group remove}. */
  @Command(
      name = "remove",
      description = "Removes a person: access ends with the answer, and the keys are renewed.")
  static final class Remove extends Action {
    @Parameters(index = "0", paramLabel = "GROUP", description = "Name or id.")
    String group = "";

    @Parameters(index = "1", paramLabel = "USER", description = "User name or e-mail, exactly.")
    String user = "";

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        ChainId id = client.groupId(group);
        Strongroom.Removed removed = client.removeMember(id, client.person(user).user());
        noteLeft(removed.left());
        result(
            Map.of(
                "removed",
                true,
                "roomsRenewed",
                removed.renewed(),
                "roomsLeft",
                byId(removed.left())),
            Printable.row(
                "%s is out of %s; %d rooms have new keys.", user, group, removed.renewed()));
        return Exit.OK;
      }
    }
  }
}
