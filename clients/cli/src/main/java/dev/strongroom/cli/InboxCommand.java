package dev.strongroom.cli;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.node.Metadata;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.deposit.DepositRoom;
import dev.strongroom.sdk.deposit.Inbox;
import dev.strongroom.sdk.deposit.Waiting;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.RoomPath;
import dev.strongroom.sdk.server.ServerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code strongroom room inbox}. */
@Command(
    name = "inbox",
    description = "What was sent into a room by people who may only do that.",
    mixinStandardHelpOptions = true,
    subcommands = {
      InboxCommand.ListAll.class,
      InboxCommand.Adopt.class,
      InboxCommand.Reject.class,
      InboxCommand.Withdraw.class
    })
final class InboxCommand {
  private static final int SHORT = 10;

  /** The one of {@code all} that an id, or its beginning, names. */
  private static Waiting find(List<Waiting> all, String id) {
    List<Waiting> found =
        all.stream().filter(w -> id.length() >= 4 && w.hash().toString().startsWith(id)).toList();
    if (found.size() > 1) {
      throw new AuthenticationException(
          ErrorCode.NAME_AMBIGUOUS, "more than one deposit is meant: use the whole id");
    }
    return found.stream().findFirst().orElseThrow(InboxCommand::none);
  }

  private static ServerException none() {
    return new ServerException(404, "not-found", "No such deposit is waiting.");
  }

  private static String sender(Strongroom client, Waiting waiting) {
    String name = client.people().byId(waiting.sender()).claimedName();
    return name.isEmpty() ? waiting.sender().toString() : name;
  }

  private static String shortId(Hash hash) {
    return hash.toString().substring(0, SHORT);
  }

  /** {@code strongroom room inbox list}. */
  @Command(
      name = "list",
      description = "Lists what waits; or, where you only send files in, what you have sent.")
  static final class ListAll extends Action {
    @Parameters(paramLabel = "ROOM", description = "Name or id.")
    String room = "";

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        return client.isForSending(client.roomId(room)) ? own(client) : waiting(client);
      }
    }

    private int own(Strongroom client) throws Exception {
      List<DepositRoom.Own> own = client.depositRoom(room).own();
      StringBuilder text = new StringBuilder();
      for (DepositRoom.Own one : own) {
        text.append(
            Printable.row(
                "%s  %s  %s%n", shortId(one.deposit()), date(one.depositedAt()), one.state()));
      }
      result(
          own.stream()
              .map(o ->
                  Map.of(
                      "deposit", o.deposit().toString(),
                      "state", o.state(),
                      "depositedAt", o.depositedAt()))
              .toList(),
          text.toString().stripTrailing());
      return Exit.OK;
    }

    private int waiting(Strongroom client) throws Exception {
      try (Room open = client.room(room)) {
        List<Waiting> all = client.inbox(open).waiting();
        try {
          StringBuilder text = new StringBuilder();
          List<Map<String, Object>> json = new ArrayList<>();
          for (Waiting one : all) {
            text.append(row(client, one));
            json.add(asJson(client, one));
          }
          result(json, text.toString().stripTrailing());
          return Exit.OK;
        } finally {
          all.forEach(Waiting::close);
        }
      }
    }

    private static String date(String instant) {
      return instant.length() < 16 ? instant : instant.substring(0, 16);
    }

    private static String row(Strongroom client, Waiting one) {
      return switch (one.found()) {
        case Waiting.Found.Good(Metadata metadata) -> row(client, one, metadata, "");
        case Waiting.Found.ByHand(Metadata metadata, ProtocolException why) ->
            row(
                client,
                one,
                metadata,
                "  (by hand only: " + String.valueOf(why.getMessage()) + ")");
        case Waiting.Found.Refused(ProtocolException why) ->
            Printable.row(
                "%s  %s  refused, %s: %s%n",
                shortId(one.hash()),
                date(one.depositedAt()),
                why.code(),
                String.valueOf(why.getMessage()));
      };
    }

    private static String row(Strongroom client, Waiting one, Metadata metadata, String note) {
      return Printable.row(
          "%s  %s  %14d  %-20s  %s%s%n",
          shortId(one.hash()),
          date(one.depositedAt()),
          metadata.size(),
          sender(client, one),
          metadata.name(),
          note);
    }

    private static Map<String, Object> asJson(Strongroom client, Waiting one) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("deposit", one.hash().toString());
      json.put("depositedAt", one.depositedAt());
      Optional<Metadata> metadata =
          switch (one.found()) {
            case Waiting.Found.Good(Metadata opened) -> Optional.of(opened);
            case Waiting.Found.ByHand(Metadata opened, ProtocolException why) -> {
              json.put("byHand", String.valueOf(why.getMessage()));
              yield Optional.of(opened);
            }
            case Waiting.Found.Refused(ProtocolException why) -> {
              json.put("refused", why.code().name());
              yield Optional.empty();
            }
          };
      metadata.ifPresent(opened -> {
        json.put("sender", sender(client, one));
        json.put("user", one.sender().toString());
        json.put("name", opened.name().value());
        json.put("size", opened.size());
      });
      return json;
    }
  }

  /** {@code strongroom room inbox adopt}. */
  @Command(name = "adopt", description = "Takes what waits over into the room, each once.")
  static final class Adopt extends Action {
    @Parameters(index = "0", paramLabel = "ROOM", description = "Name or id.")
    String room = "";

    @Parameters(
        index = "1..*",
        paramLabel = "DEPOSIT",
        arity = "0..*",
        description = "Which: its id, or the beginning of it.")
    List<String> deposits = List.of();

    @Option(
        names = "--all",
        description = "All whose senders may still send; the others are named, and stay.")
    boolean all;

    @Option(
        names = "--to",
        paramLabel = "FOLDER",
        description = "Folder of the room, made if it is not there; the root, if not given.")
    String folder = "";

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    @Override
    int act() throws Exception {
      if (all != deposits.isEmpty()) {
        throw new IllegalArgumentException("Name the deposits, or use --all.");
      }
      try (Strongroom client = connect();
          Room open = client.room(room)) {
        Inbox inbox = client.inbox(open);
        List<Waiting> waiting = inbox.waiting();
        try {
          List<Waiting> chosen = all ? good(waiting) : named(client, waiting);
          List<Room.Put> puts = inbox.adopt(chosen, RoomPath.parse(folder), !all);
          StringBuilder text = new StringBuilder();
          puts.forEach(put -> text.append(Printable.row("%s%n", put.path())));
          result(
              puts.stream().map(p -> Map.of("path", p.path(), "bytes", p.bytes())).toList(),
              text.toString().stripTrailing());
          return Exit.OK;
        } finally {
          waiting.forEach(Waiting::close);
        }
      }
    }

    private List<Waiting> good(List<Waiting> waiting) {
      List<Waiting> good = new ArrayList<>();
      for (Waiting one : waiting) {
        switch (one.found()) {
          case Waiting.Found.Good _ -> good.add(one);
          case Waiting.Found.ByHand(_, ProtocolException why) -> stays(one, why);
          case Waiting.Found.Refused(ProtocolException why) -> stays(one, why);
        }
      }
      return good;
    }

    private void stays(Waiting one, ProtocolException why) {
      note(
          Printable.row(
              "%s stays, %s: %s",
              shortId(one.hash()), why.code(), String.valueOf(why.getMessage())));
    }

    private List<Waiting> named(Strongroom client, List<Waiting> waiting) {
      List<Waiting> chosen = new ArrayList<>();
      for (String id : deposits) {
        Waiting one = find(waiting, id);
        if (one.found() instanceof Waiting.Found.ByHand(_, ProtocolException why)) {
          note(
              Printable.row(
                  "%s, from %s: %s",
                  shortId(one.hash()), sender(client, one), String.valueOf(why.getMessage())));
          if (!yes && !confirm("Take it over all the same?")) {
            throw new LockedException(
                "Not confirmed, so nothing was taken over. In a script, use --yes.");
          }
        }
        if (!chosen.contains(one)) {
          chosen.add(one);
        }
      }
      return chosen;
    }
  }

  /** {@code strongroom room inbox reject}. */
  @Command(name = "reject", description = "Turns down what waits; its sender sees that.")
  static final class Reject extends Action {
    @Parameters(index = "0", paramLabel = "ROOM", description = "Name or id.")
    String room = "";

    @Parameters(
        index = "1..*",
        paramLabel = "DEPOSIT",
        arity = "1..*",
        description = "Which: its id, or the beginning of it.")
    List<String> deposits = List.of();

    @Override
    int act() throws Exception {
      try (Strongroom client = connect();
          Room open = client.room(room)) {
        Inbox inbox = client.inbox(open);
        List<Waiting> waiting = inbox.waiting();
        try {
          List<Hash> chosen = deposits.stream().map(id -> find(waiting, id).hash()).toList();
          chosen.forEach(inbox::reject);
          result(Map.of("rejected", chosen.stream().map(Hash::toString).toList()), "Turned down.");
          return Exit.OK;
        } finally {
          waiting.forEach(Waiting::close);
        }
      }
    }
  }

  /** {@code strongroom room inbox withdraw}. */
  @Command(name = "withdraw", description = "Takes back what you have sent, while it waits.")
  static final class Withdraw extends Action {
    @Parameters(index = "0", paramLabel = "ROOM", description = "Name or id.")
    String room = "";

    @Parameters(
        index = "1",
        paramLabel = "DEPOSIT",
        description = "Which: its id, or the beginning of it.")
    String deposit = "";

    @Override
    int act() throws Exception {
      try (Strongroom client = connect()) {
        DepositRoom open = client.depositRoom(room);
        List<Hash> found =
            open.own().stream()
                .map(DepositRoom.Own::deposit)
                .filter(hash -> deposit.length() >= 4 && hash.toString().startsWith(deposit))
                .toList();
        if (found.size() != 1) {
          throw found.isEmpty()
              ? none()
              : new AuthenticationException(
                  ErrorCode.NAME_AMBIGUOUS, "more than one deposit is meant: use the whole id");
        }
        open.withdraw(found.getFirst());
        result(Map.of("withdrawn", found.getFirst().toString()), "Taken back.");
        return Exit.OK;
      }
    }
  }
}
