package dev.strongroom.sdk.deposit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ContentId;
import dev.strongroom.protocol.DepositId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.StaleException;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupHead;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.content.ContentContext;
import dev.strongroom.protocol.content.ContentKey;
import dev.strongroom.protocol.content.ContentSealer;
import dev.strongroom.protocol.deposit.Deposit;
import dev.strongroom.protocol.deposit.DepositBox;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.protocol.node.DepositPlace;
import dev.strongroom.protocol.node.Metadata;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.transfer.FileSource;
import dev.strongroom.sdk.transfer.TransferListener;
import dev.strongroom.sdk.transfer.Uploader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A room as its depositor has it: its chain, verified, and no key of it. He seals to the epoch's
 * public key, and can open nothing, not even what he sent.
 */
public final class DepositRoom {
  private static final int RACES = 8;

  /** Deposits that a client lists of its own. */
  private static final int MAX_OWN = 100_000;

  private final Server server;
  private final Keyring me;
  private final RoomDirectory directory;
  private final Uploader uploader;
  private final ChainId id;
  private RoomDirectory.ClosedRoom room;

  private DepositRoom(Server server, Keyring me, RoomDirectory directory, ChainId id) {
    this.server = server;
    this.me = me;
    this.directory = directory;
    this.uploader = Uploader.forDeposits(server);
    this.id = id;
    this.room = verified();
  }

  /**
   * Verifies a room that this user reaches in any role.
   *
   * @throws AuthenticationException {@link ErrorCode#GROUP_CHAIN} if he does not reach it; {@link
   *     ErrorCode#GROUP_ROLE} if keys of it are served to him who may not have them (T59)
   */
  public static DepositRoom open(Server server, Keyring me, RoomDirectory directory, ChainId room) {
    return new DepositRoom(server, me, directory, room);
  }

  private RoomDirectory.ClosedRoom verified() {
    RoomDirectory.ClosedRoom closed = directory.verify(id);
    if (!role(closed).reads() && closed.keysServed()) {
      throw new AuthenticationException(
          ErrorCode.GROUP_ROLE, "keys of a room for somebody who may read nothing in it");
    }
    return closed;
  }

  private Role role(RoomDirectory.ClosedRoom closed) {
    return closed
        .newest()
        .roleNow(me.chain(), me.identity().hash(), closed.groups())
        .orElseThrow(() ->
            new AuthenticationException(
                ErrorCode.GROUP_CHAIN, "a room that this user does not reach"));
  }

  public ChainId id() {
    return id;
  }

  public Role role() {
    return role(room);
  }

  /** The room's newest verified state. */
  public RoomState state() {
    return room.newest();
  }

  /**
   * Encrypts a file, uploads it and sends it in. Sealed again, and not uploaded again, where the
   * room has changed meanwhile.
   *
   * @return hash of the signed deposit
   * @throws StaleException {@link ErrorCode#EPOCH_STALE} while the room's keys are due, which
   *     somebody who writes to it has to renew
   */
  public Hash send(Path file, NodeName name, TransferListener listener) throws IOException {
    requireFresh();
    try (ContentKey key = ContentKey.random(me.random());
        FileSource source = FileSource.open(file)) {
      BlobRef content = upload(key, source, listener);
      Metadata metadata =
          new Metadata(
              name,
              "",
              Instant.ofEpochMilli(source.modified().toEpochMilli()),
              source.size(),
              Optional.of(key),
              Optional.empty());
      return hand(content, metadata);
    }
  }

  private void requireFresh() {
    if (room.rekeyDue()) {
      throw new StaleException(
          ErrorCode.EPOCH_STALE,
          "the room's keys must be renewed first, by somebody who writes to it");
    }
  }

  private BlobRef upload(ContentKey key, FileSource source, TransferListener listener)
      throws IOException {
    ContentId content = new ContentId(Bytes.random(me.random(), ContentId.LENGTH_BYTES));
    ContentContext context = new ContentContext(me.organisation(), id, content);
    try (ContentSealer sealer =
        ContentSealer.create(key, context, source.size(), room.newest().padding(), me.random())) {
      Uploader.Stored stored = uploader.send(id, sealer, source, listener);
      source.requireUnchanged();
      return new BlobRef(content, stored.blob(), 0, stored.length(), stored.digest());
    }
  }

  private Hash hand(BlobRef content, Metadata metadata) {
    for (int lost = 0; ; lost++) {
      Signed<Deposit> deposit = sign(content, metadata);
      try {
        // The same bytes are the same deposit, so it may be asked again.
        server.ask(path(), Map.of("envelope", deposit.envelope().encode().toBase64Url()));
        return deposit.hash();
      } catch (ServerException e) {
        boolean again = e.isStale() || e.reason().equals("epoch-stale");
        if (!again || lost == RACES) {
          throw e;
        }
        room = verified();
        requireFresh();
      }
    }
  }

  private Signed<Deposit> sign(BlobRef content, Metadata metadata) {
    RoomState state = room.newest();
    DepositId deposit = new DepositId(Bytes.random(me.random(), DepositId.LENGTH_BYTES));
    DepositPlace place =
        new DepositPlace(
            me.organisation(), id, state.epoch().number(), me.identity().hash(), deposit);
    DepositBox box = DepositBox.seal(place, state.epoch().key(), metadata, me.random());
    Header header =
        new Header(
            me.organisation(),
            0,
            Optional.empty(),
            List.of(me.keys().signing().verifyingKey().id()),
            me.clock().instant());
    return Deposit.sign(
        new Deposit(
            header,
            deposit,
            id,
            state.sequence(),
            state.head(),
            via(state),
            me.author(),
            state.epoch().number(),
            content,
            box.metadata(),
            box.nodeKey(),
            me.directory().note()),
        me.keys().signing());
  }

  /** In person where he reaches the room so; otherwise through a group, at its newest head. */
  private Optional<GroupHead> via(RoomState state) {
    Hash acting = me.identity().hash();
    if (state.personalRole(me.chain(), acting).isPresent()) {
      return Optional.empty();
    }
    return room.groups().values().stream()
        .filter(group -> group.roleOf(me.chain(), acting).isPresent())
        .filter(group -> state.grants().containsKey(new Grantee.Group(group.id())))
        .map(GroupState::asHead)
        .findFirst();
  }

  /**
   * A deposit of this user, as the server has it.
   *
   * @param state waiting, adopted, rejected or withdrawn
   */
  public record Own(Hash deposit, String state, String depositedAt) {}

  /** What this user has sent, oldest first. The server's word. */
  public List<Own> own() {
    List<Own> all = new ArrayList<>();
    for (JsonNode one : Pages.all(server, path() + "/own", MAX_OWN)) {
      all.add(
          new Own(
              Hash.parse(one.path("deposit").asText()),
              one.path("state").asText(),
              one.path("depositedAt").asText()));
    }
    return all;
  }

  /** Takes a deposit back while it waits. */
  public void withdraw(Hash deposit) {
    server.delete(path() + "/" + deposit);
  }

  private String path() {
    return "/storage/v1/rooms/" + id + "/deposits";
  }
}
