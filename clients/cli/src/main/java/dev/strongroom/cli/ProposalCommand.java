package dev.strongroom.cli;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.people.UnconfirmedException;
import dev.strongroom.sdk.proposal.Answered;
import dev.strongroom.sdk.proposal.Asked;
import dev.strongroom.sdk.proposal.Proposals;
import dev.strongroom.sdk.proposal.Requests;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.server.ServerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code strongroom proposals}. */
@Command(
    name = "proposals",
    description = "What others ask you for as a manager, what you propose, and the answers.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ProposalCommand.ListAll.class,
      ProposalCommand.Approve.class,
      ProposalCommand.Reject.class,
      ProposalCommand.Propose.class,
      ProposalCommand.Request.class,
      ProposalCommand.Withdraw.class,
      ProposalCommand.Second.class
    })
final class ProposalCommand {
  /** What it is about. */
  static final class About {
    @Option(names = "--room", description = "Name or id of a room.")
    @Nullable String room;

    @Option(names = "--group", description = "Name or id of a group.")
    @Nullable String group;
  }

  private static Map<String, Object> json(Strongroom client, Asked asked) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", asked.id());
    json.put("origin", asked.origin());
    json.put("kind", asked.kind().text());
    json.put("chain", asked.chain().toString());
    json.put("action", asked.action().text());
    json.put("user", asked.user().toString());
    json.put("name", who(client, asked.user()));
    json.put("role", asked.role().orElse(""));
    json.put("reason", asked.reason());
    json.put("filedBy", asked.filedBy().toString());
    json.put("expires", asked.expires().toString());
    json.put("state", asked.state());
    json.put("cuts", asked.cuts());
    return json;
  }

  /**
   * Anybody can name somebody whom there is not, or whose keys do not verify: that hides nothing.
   */
  private static String who(Strongroom client, UserId user) {
    try {
      return client.people().byId(user).claimedName();
    } catch (ServerException e) {
      if (e.status() == ServerException.AWAY) {
        throw e;
      }
      return "unknown person " + user;
    } catch (ProtocolException e) {
      return e.code() + " " + user;
    }
  }

  private static String row(Strongroom client, Asked asked) {
    return Printable.row(
        "%-12s %-8s %-6s %-9s %-24s %-24s %s%s%n",
        asked.id().substring(0, Math.min(10, asked.id().length())),
        asked.state(),
        asked.action().text(),
        asked.role().orElse(""),
        who(client, asked.user()),
        client.pins().names().getOrDefault(asked.chain(), asked.chain().toString()),
        source(asked),
        asked.reason());
  }

  /** Where it comes from, as far as that is known: of what nobody signed, as the server says. */
  private static String source(Asked asked) {
    return switch (asked.origin()) {
      case "proposal" -> "signed: ";
      case "administrator" -> "unsigned, by an administrator: ";
      case "self" -> "unsigned, by himself: ";
      case "directory" -> "unsigned, by a directory group: ";
      case "sign-on" -> "unsigned, may not sign in any more: ";
      default -> "unsigned: ";
    };
  }

  /** {@code strongroom proposals list}. */
  @Command(name = "list", description = "Lists what waits, for you or of yours.")
  static final class ListAll extends Action {
    @Option(names = "--all", description = "Answered and lapsed ones too.")
    boolean all;

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        Requests.Listed listed = client.proposals().requests().listed(all);
        StringBuilder text = new StringBuilder();
        List<Map<String, Object>> rows = bad(listed);
        for (Asked asked : listed.read()) {
          text.append(row(client, asked));
          rows.add(json(client, asked));
        }
        result(rows, rows.isEmpty() ? "Nothing waits." : text.toString().stripTrailing());
        return listed.bad().isEmpty() ? Exit.OK : Exit.NOT_VERIFIED;
      }
    }

    /** Tells of what cannot be read, and has it stand in the list as well. */
    private List<Map<String, Object>> bad(Requests.Listed listed) {
      List<Map<String, Object>> rows = new ArrayList<>();
      for (Requests.Bad bad : listed.bad()) {
        String problem = bad.why().code() + ": " + bad.why().getMessage();
        note("%s: %s. It hides none of the others.".formatted(Printable.line(bad.id()), problem));
        rows.add(
            Map.of(
                "id", bad.id(),
                "chain", bad.chain().map(ChainId::toString).orElse(""),
                "problem", problem));
      }
      return rows;
    }
  }

  /** Answers several, one by one: what one cannot have keeps nobody from the rest. */
  abstract static class Answer extends Action {
    @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids, or their beginnings.")
    List<String> ids = new ArrayList<>();

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        List<Map<String, Object>> all = new ArrayList<>();
        int good = 0;
        int worst = Exit.OK;
        for (String id : ids) {
          Map<String, Object> told = new LinkedHashMap<>();
          told.put("id", id);
          int status = one(client, id, told);
          good += status == Exit.OK ? 1 : 0;
          worst = worst == Exit.OK ? status : worst;
          told.put(done(), status == Exit.OK);
          all.add(told);
        }
        String left = good == ids.size() ? "" : ", and not: " + (ids.size() - good);
        if (good > 0 || ids.size() > 1) {
          result(all, said() + ": " + good + left + ".");
        }
        return worst;
      }
    }

    /** Away is away for the rest as well. */
    private int one(Strongroom client, String id, Map<String, Object> told) {
      try {
        Asked asked = client.proposals().requests().one(id);
        told.putAll(answer(client, asked));
        return Exit.OK;
      } catch (ServerException e) {
        if (e.status() == ServerException.AWAY || e.status() == 503) {
          throw e;
        }
        return new Main(environment()).report(e);
      } catch (ProtocolException | MembershipException | UnconfirmedException | LockedException e) {
        return new Main(environment()).report(e);
      }
    }

    /** Answers one; gives what there is to be told of it beside that it was. */
    abstract Map<String, Object> answer(Strongroom client, Asked asked);

    /** What became of it, as JSON names it. */
    abstract String done();

    /** The same for a person. */
    abstract String said();
  }

  /** {@code strongroom proposals approve}. */
  @Command(
      name = "approve",
      description = "Signs what is asked for, after showing whose key it is; one or several.")
  static final class Approve extends Answer {
    @Option(
        names = "--expect-fingerprint",
        description = "Fingerprint of the person's key; anything else is refused.")
    @Nullable String fingerprint;

    @Override
    Map<String, Object> answer(Strongroom client, Asked asked) {
      note(row(client, asked).stripTrailing());
      Person person = person(client, asked);
      Answered answered = client.proposals().approve(asked, person);
      if (asked.action() != Proposal.Action.REMOVE) {
        return Map.of("user", GivenTo.json(client, person));
      }
      noteLeft(answered.left());
      if (!answered.settled()) {
        noteUnsettled();
      }
      return switch (asked.kind()) {
        case GROUP ->
            Map.of("roomsRenewed", answered.renewed(), "roomsLeft", byId(answered.left()));
        case ROOM -> Map.of("settled", answered.settled());
      };
    }

    @Override
    String done() {
      return "approved";
    }

    @Override
    String said() {
      return "Signed";
    }

    /** A removal shows no key; whoever is to be given something is confirmed first. */
    private Person person(Strongroom client, Asked asked) {
      Person person = withKeys(client, asked);
      return asked.action() == Proposal.Action.REMOVE || person.known() && fingerprint == null
          ? person
          : recipient(client, person, nameOf(person), fingerprint);
    }

    /** A directory group may name somebody before he has signed in here for the first time. */
    private static Person withKeys(Strongroom client, Asked asked) {
      try {
        return client.people().byId(asked.user());
      } catch (ServerException e) {
        if (e.isNotFound() && asked.origin().equals("directory")) {
          throw new MembershipException(
              MembershipException.Reason.KEYLESS,
              "This person has made no keys yet, so there is nothing to sign: the request waits"
                  + " until he has.");
        }
        throw e;
      }
    }

    /** What he claims, where he claims anything: his identity is what is pinned. */
    private static String nameOf(Person person) {
      return person.claimedName().isEmpty() ? person.user().toString() : person.claimedName();
    }
  }

  /** {@code strongroom proposals reject}. */
  @Command(
      name = "reject",
      description = "Says no; what a removal request had cut is served again.")
  static final class Reject extends Answer {
    @Override
    Map<String, Object> answer(Strongroom client, Asked asked) {
      client.proposals().requests().reject(asked);
      return Map.of();
    }

    @Override
    String done() {
      return "rejected";
    }

    @Override
    String said() {
      return "Rejected";
    }
  }

  /** What proposals and requests say alike. */
  abstract static class Asking extends Action {
    @ArgGroup(exclusive = true, multiplicity = "1")
    About about = new About();

    @Parameters(index = "0", paramLabel = "ACTION", description = "add, remove or role.")
    String action = "";

    @Parameters(index = "1", paramLabel = "USER", description = "User name or e-mail, exactly.")
    String user = "";

    @Option(names = "--role", description = "member; depositor, viewer, editor; or manager.")
    @Nullable String role;

    @Option(names = "--reason", description = "For the managers, in your words.")
    String reason = "";

    Proposal.Action parsed() {
      return switch (action.toLowerCase(Locale.ROOT)) {
        case "add" -> Proposal.Action.ADD;
        case "remove" -> Proposal.Action.REMOVE;
        case "role" -> Proposal.Action.ROLE;
        default -> throw new IllegalArgumentException("One can ask for add, remove or role.");
      };
    }

    Optional<String> roleFor(Proposal.Action asked) {
      if ((role == null) != (asked == Proposal.Action.REMOVE)) {
        throw new IllegalArgumentException("Name a --role to give, and none for a removal.");
      }
      return Optional.ofNullable(role).map(text -> text.toLowerCase(Locale.ROOT));
    }
  }

  /** {@code strongroom proposals propose}. */
  @Command(
      name = "propose",
      description = "Signs a proposal for the managers of a room or group; it gives nothing.")
  static final class Propose extends Asking {
    @Option(
        names = "--expect-fingerprint",
        description = "Fingerprint of the person's key; anything else is refused.")
    @Nullable String fingerprint;

    @Option(names = "--days", description = "How long it counts, 1 to 7 days.")
    int days = 7;

    @Override
    int act() throws Exception {
      Proposal.Action asked = parsed();
      Optional<String> wanted = roleFor(asked);
      if (days < 1 || days > 7) {
        throw new IllegalArgumentException("A proposal counts for 1 to 7 days.");
      }
      try (Strongroom client = connect()) {
        Person person = recipient(client, user, fingerprint);
        Hash hash = hand(client, asked, person, wanted);
        result(Map.of("proposal", hash.toString()), "Proposed; a manager's client answers.");
        return Exit.OK;
      }
    }

    private Hash hand(
        Strongroom client, Proposal.Action asked, Person person, Optional<String> wanted) {
      Duration expires = Duration.ofDays(days);
      if (about.group != null) {
        return client
            .proposals()
            .proposeForGroup(
                client.groupId(about.group),
                asked,
                person,
                wanted.map(GroupRole::parse),
                reason,
                expires);
      }
      try (Room room = client.room(String.valueOf(about.room))) {
        return client
            .proposals()
            .proposeForRoom(
                room.chain().newest(), asked, person, wanted.map(Role::parse), reason, expires);
      }
    }
  }

  /** {@code strongroom proposals request}. */
  @Command(
      name = "request",
      description = "Files an unsigned request, as an administrator or for yourself; by ids.")
  static final class Request extends Asking {
    @Override
    int act() throws Exception {
      Proposal.Action asked = parsed();
      Optional<String> wanted = roleFor(asked);
      try (Strongroom client = connect()) {
        boolean ofGroup = about.group != null;
        Asked filed =
            client
                .proposals()
                .requests()
                .file(
                    ofGroup ? Proposal.Kind.GROUP : Proposal.Kind.ROOM,
                    client.chainId(String.valueOf(ofGroup ? about.group : about.room)),
                    asked,
                    client.person(user).user(),
                    wanted,
                    reason);
        result(
            json(client, filed),
            filed.cuts()
                ? "Filed; access is cut until a manager answers."
                : "Filed; it gives nothing until a manager's client has signed.");
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom proposals withdraw}. */
  @Command(name = "withdraw", description = "Takes back what you filed.")
  static final class Withdraw extends Action {
    @Parameters(paramLabel = "ID", description = "Its id, or the beginning of it.")
    String id = "";

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        Proposals proposals = client.proposals();
        proposals.requests().withdraw(proposals.requests().one(id));
        result(Map.of("withdrawn", true), "Taken back.");
        return Exit.OK;
      }
    }
  }

  /** {@code strongroom proposals second}. */
  @Command(
      name = "second",
      description = "Confirms another administrator's removal of a last manager.")
  static final class Second extends Action {
    @Parameters(paramLabel = "ID", description = "Its id, or the beginning of it.")
    String id = "";

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        Proposals proposals = client.proposals();
        Asked asked = proposals.requests().one(id);
        note(row(client, asked).stripTrailing());
        if (!yes && !confirm("Cut the last manager off?")) {
          throw new LockedException(
              "Not confirmed, so nothing was changed. Use --yes in a script.");
        }
        proposals.requests().second(asked);
        result(Map.of("confirmed", true), "Confirmed; access is cut until it is answered.");
        return Exit.OK;
      }
    }
  }
}
