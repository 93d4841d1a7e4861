package dev.strongroom.sdk.room;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.directory.DirectoryLog;
import dev.strongroom.protocol.directory.RoomMap;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.server.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the directory's maps of rooms' heads say of one room (section 7): in every map since the
 * last that this client has checked, the head is or follows the one before. That they all lie in
 * the one history is shown by the head that is served. Whoever has checked none yet begins with the
 * newest.
 */
final class MapReader {
  /** As many heads as one answer of the storage service proves, with some to spare. */
  private static final int MAX_HEADS = 60;

  private static final int MAX_MAPS = 100;

  private final Server server;
  private final Keyring keyring;

  MapReader(Server server, Keyring keyring) {
    this.server = server;
    this.keyring = keyring;
  }

  /**
   * Some maps that were not checked yet.
   *
   * @param heads different heads in them, in order; to be proved to lie in the history
   * @param checked what to pin once they are
   * @param more whether there are later maps
   */
  record Unchecked(List<RoomMap.Head> heads, Optional<Pins.MapPlace> checked, boolean more) {
    Unchecked {
      heads = List.copyOf(heads);
    }
  }

  /**
   * The next maps to be checked.
   *
   * @param known the last that was; empty to begin with the newest
   * @throws AuthenticationException {@link ErrorCode#ROOM_FORK} if a head goes back or changes,
   *     {@link ErrorCode#DIR_PROOF} if what the maps say is not proved
   */
  Unchecked next(ChainId room, Optional<Pins.MapPlace> known) {
    List<Hash> roots = roots();
    int from = known.map(k -> (int) k.number() + 1).orElse(Math.max(0, roots.size() - 1));
    if (from >= roots.size()) {
      return new Unchecked(List.of(), Optional.empty(), false);
    }
    int to = Math.min(roots.size(), from + MAX_MAPS);
    List<List<Bytes>> proofs = proofs(room, from, to - from);
    List<RoomMap.Head> heads = new ArrayList<>();
    Optional<RoomMap.Head> before = known.flatMap(Pins.MapPlace::head);
    int number = from;
    for (; number < to && heads.size() < MAX_HEADS; number++) {
      Optional<RoomMap.Head> head =
          RoomMap.head(roots.get(number), room, proofs.get(number - from));
      requireFollows(before, head);
      if (!head.equals(before)) {
        head.ifPresent(heads::add);
      }
      before = head;
    }
    return new Unchecked(
        heads, Optional.of(new Pins.MapPlace(number - 1, before)), number < roots.size());
  }

  /**
   * The room's head in the last map that was logged before {@code index}; empty where there was
   * none. Maps go forward only, so a commit that this one does not cover is in none before it.
   *
   * @throws AuthenticationException {@link ErrorCode#DIR_PROOF} if what the map says is not proved
   */
  Optional<RoomMap.Head> headBefore(ChainId room, long index) {
    List<DirectoryLog.Logged> before =
        maps().stream().filter(logged -> logged.index() < index).toList();
    if (before.isEmpty()) {
      return Optional.empty();
    }
    int number = before.size() - 1;
    return RoomMap.head(
        before.getLast().entry().payload(), room, proofs(room, number, 1).getFirst());
  }

  private List<Hash> roots() {
    return maps().stream().map(logged -> logged.entry().payload()).toList();
  }

  /** All maps. As of every chain, the first entry for a place counts. */
  private List<DirectoryLog.Logged> maps() {
    List<DirectoryLog.Logged> maps = new ArrayList<>();
    for (DirectoryLog.Logged logged :
        keyring.directory().of(DirectoryEntry.Kind.MAP, keyring.organisation().value())) {
      if (logged.entry().sequence() == maps.size()) {
        maps.add(logged);
      }
    }
    return maps;
  }

  private List<List<Bytes>> proofs(ChainId room, int from, int count) {
    JsonNode answer =
        server.get("/identity/v1/log/rooms/" + room + "/maps?from=" + from + "&limit=" + count);
    List<List<Bytes>> proofs = new ArrayList<>();
    for (JsonNode map : answer.path("maps")) {
      List<Bytes> nodes = new ArrayList<>();
      map.forEach(node -> nodes.add(Bytes.fromBase64Url(node.asText())));
      proofs.add(nodes);
    }
    if (proofs.size() != count) {
      throw new AuthenticationException(
          ErrorCode.DIR_PROOF, "the directory keeps back what its maps of rooms say");
    }
    return proofs;
  }

  private static void requireFollows(Optional<RoomMap.Head> before, Optional<RoomMap.Head> head) {
    boolean follows =
        before.isEmpty()
            || head.equals(before)
            || head.filter(h -> h.sequence() > before.get().sequence()).isPresent();
    if (!follows) {
      throw new AuthenticationException(
          ErrorCode.ROOM_FORK, "the directory's maps have two histories of this room");
    }
  }
}
