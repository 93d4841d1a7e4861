package dev.strongroom.sdk.deposit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.chain.Groups;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.deposit.Deposit;
import dev.strongroom.protocol.deposit.DepositBox;
import dev.strongroom.protocol.deposit.DepositCheck;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.node.Metadata;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.room.Adoption;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.RoomPath;
import dev.strongroom.sdk.server.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was sent into a room, for who writes to it. Every deposit is checked by itself: a bad one is
 * shown as such and keeps nobody from the rest.
 */
public final class Inbox {
  /** Deposits that a client looks at, at once. */
  private static final int MAX_WAITING = 10_000;

  /** Adopted by one commit; each looks at some names. */
  private static final int BATCH = 100;

  private final Server server;
  private final Keyring me;
  private final Identities people;
  private final Groups groups;
  private final Room room;

  /**
   * @param room stays the caller's
   */
  public Inbox(Server server, Keyring me, Identities people, Groups groups, Room room) {
    this.server = server;
    this.me = me;
    this.people = people;
    this.groups = groups;
    this.room = room;
  }

  /** What the server gave, read as far as it can be. */
  private sealed interface Served {
    record Read(Signed<Deposit> deposit, String depositedAt) implements Served {}

    /** Nobody can tell what it is. */
    record Unreadable(Hash named, String depositedAt, ProtocolException why) implements Served {}
  }

  /** What waits, oldest first. The caller closes it. */
  public List<Waiting> waiting() {
    List<Served> served = served();
    Set<Hash> adopted =
        room.adopted(
            served.stream()
                .filter(Served.Read.class::isInstance)
                .map(one -> ((Served.Read) one).deposit().hash())
                .distinct()
                .toList());
    Set<Hash> met = new HashSet<>();
    List<Waiting> all = new ArrayList<>();
    for (Served one : served) {
      all.add(
          switch (one) {
            case Served.Read(Signed<Deposit> deposit, String at) -> {
              Hash hash = deposit.hash();
              boolean again = met.contains(hash) || adopted.contains(hash);
              Waiting.Found found =
                  again ? new Waiting.Found.Refused(offeredAgain()) : found(deposit);
              // The same payload under a bad signature keeps nobody from the good one.
              if (!(found instanceof Waiting.Found.Refused)) {
                met.add(hash);
              }
              yield new Waiting(hash, Optional.of(deposit), at, found);
            }
            case Served.Unreadable(Hash named, String at, ProtocolException why) ->
                new Waiting(named, Optional.empty(), at, new Waiting.Found.Refused(why));
          });
    }
    return all;
  }

  private static AuthenticationException offeredAgain() {
    return new AuthenticationException(
        ErrorCode.DEPOSIT, "a deposit that was offered before, and is in the room already");
  }

  private List<Served> served() {
    List<Served> all = new ArrayList<>();
    for (JsonNode one : Pages.all(server, path(), MAX_WAITING)) {
      all.add(read(one));
    }
    return all;
  }

  private static Served read(JsonNode one) {
    String at = one.path("depositedAt").asText();
    String envelope = one.path("envelope").asText();
    try {
      return new Served.Read(
          Deposit.decode(Envelope.decode(StatementKind.DEPOSIT, Bytes.fromBase64Url(envelope))),
          at);
    } catch (ProtocolException e) {
      return new Served.Unreadable(named(one, envelope), at, e);
    }
  }

  /** What the server calls it; where that is no name either, one that only leads here. */
  private static Hash named(JsonNode one, String envelope) {
    try {
      return Hash.parse(one.path("deposit").asText());
    } catch (ProtocolException _) {
      return Sha256.of(Bytes.utf8(envelope));
    }
  }

  private Waiting.Found found(Signed<Deposit> deposit) {
    Metadata metadata;
    try {
      new DepositCheck(me.organisation(), room.id(), me.directory().checkpoints())
          .requireAuthor(deposit, cited(deposit.body()), people, groups);
      metadata =
          DepositBox.open(deposit.body(), room.chain().secrets().secret(deposit.body().epoch()));
    } catch (ProtocolException e) {
      return new Waiting.Found.Refused(e);
    }
    try {
      DepositCheck.requireStanding(deposit, room.chain().newest(), people, room.chain().groups());
      return new Waiting.Found.Good(metadata);
    } catch (AuthenticationException e) {
      return new Waiting.Found.ByHand(metadata, e);
    }
  }

  /** The state after the link that it cites; the newest, which it then does not fit, if none. */
  private RoomState cited(Deposit deposit) {
    List<RoomState> states = room.chain().states();
    return deposit.linkSequence() < states.size()
        ? states.get((int) deposit.linkSequence())
        : room.chain().newest();
  }

  /**
   * Takes deposits over into a folder, which is made if it is not there.
   *
   * @param chosen of what {@link #waiting} gave
   * @param byHand whether this user has looked at each, so that also those are taken whose sender
   *     has lost his place
   * @throws ProtocolException what speaks against one of them; {@link ErrorCode#DEPOSIT} also for
   *     one that wants a hand and has none. Of a batch all or nothing is taken
   */
  public List<Room.Put> adopt(List<Waiting> chosen, RoomPath folder, boolean byHand)
      throws IOException {
    List<Adoption> adoptions = new ArrayList<>();
    for (Waiting one : chosen) {
      Metadata contents = contents(one, byHand);
      adoptions.add(new Adoption(one.deposit().orElseThrow(), contents, byHand));
    }
    List<Room.Put> puts = new ArrayList<>();
    for (int from = 0; from < adoptions.size(); from += BATCH) {
      puts.addAll(
          room.adopt(adoptions.subList(from, Math.min(adoptions.size(), from + BATCH)), folder));
    }
    return puts;
  }

  private static Metadata contents(Waiting one, boolean byHand) {
    return switch (one.found()) {
      case Waiting.Found.Good(Metadata metadata) -> metadata;
      case Waiting.Found.ByHand(Metadata metadata, ProtocolException why) -> {
        if (!byHand) {
          throw why;
        }
        yield metadata;
      }
      case Waiting.Found.Refused(ProtocolException why) -> throw why;
    };
  }

  /** Turns a deposit down: it leaves the inbox, and its sender sees that. */
  public void reject(Hash deposit) {
    server.ask(path() + "/" + deposit + "/rejection", Map.of());
  }

  private String path() {
    return "/storage/v1/rooms/" + room.id() + "/deposits";
  }
}
