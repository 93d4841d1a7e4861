package dev.strongroom.sdk.room;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.deposit.Deposit;
import dev.strongroom.protocol.deposit.DepositCheck;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.protocol.node.DepositMark;
import dev.strongroom.protocol.node.Metadata;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.sdk.chain.RoomDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A deposit to be taken over, checked and opened.
 *
 * @param metadata stays the caller's
 * @param byHand whether somebody has looked at it: then it is taken also where its sender has lost
 *     his place
 */
public record Adoption(Signed<Deposit> deposit, Metadata metadata, boolean byHand) {
  /** Names that are tried for one file. */
  private static final int NAMES = 20;

  /** Those of {@code deposits} whose marks the state proves to be there. */
  static Set<Hash> adopted(RoomView view, Collection<Hash> deposits) {
    Map<Hash, Bytes> keys = new LinkedHashMap<>();
    deposits.forEach(hash -> keys.put(hash, DepositMark.key(view.folders(), hash)));
    SparseTree tree = view.reader().tree(List.copyOf(keys.values()));
    return keys.entrySet().stream()
        .filter(e -> tree.get(e.getValue()).isPresent())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Every place that {@link #all} may put something. */
  static List<RoomPath> candidates(List<Adoption> adoptions, RoomPath folder) {
    List<RoomPath> all = new ArrayList<>();
    for (Adoption adoption : adoptions) {
      names(adoption.metadata().name()).forEach(name -> all.add(folder.resolve(name)));
    }
    return all;
  }

  /** The changes that take {@code adoptions} over. */
  static List<Room.Put> all(
      RoomView view, PendingChanges changes, List<Adoption> adoptions, RoomPath folder)
      throws IOException {
    List<Hash> hashes = adoptions.stream().map(a -> a.deposit().hash()).toList();
    if (!adopted(view, hashes).isEmpty() || new HashSet<>(hashes).size() != hashes.size()) {
      throw new AuthenticationException(
          ErrorCode.DEPOSIT, "a deposit that was offered before, and is in the room already");
    }
    adoptions.forEach(adoption -> adoption.requireStanding(view.chain()));
    List<Room.Put> puts = new ArrayList<>();
    Set<RoomPath> taken = new HashSet<>();
    for (Adoption adoption : adoptions) {
      puts.add(changes.adopt(adoption, free(changes, adoption, folder, taken)));
    }
    return puts;
  }

  /** On the room as it is when this is signed, which another may have changed meanwhile (T77). */
  private void requireStanding(RoomDirectory.OpenRoom room) {
    if (!byHand) {
      DepositCheck.requireStanding(deposit, room.newest(), room.people(), room.groups());
    }
  }

  private static RoomPath free(
      PendingChanges changes, Adoption adoption, RoomPath folder, Set<RoomPath> taken)
      throws FileAlreadyExistsException {
    for (NodeName name : names(adoption.metadata().name())) {
      RoomPath path = folder.resolve(name);
      if (!changes.isThere(path) && taken.add(path)) {
        return path;
      }
    }
    throw new FileAlreadyExistsException(folder.resolve(adoption.metadata().name()).toString());
  }

  /** {@code report.pdf}, {@code report (2).pdf} and so on, each short enough. */
  static List<NodeName> names(NodeName name) {
    List<NodeName> names = new ArrayList<>(List.of(name));
    int dot = name.value().lastIndexOf('.');
    int split = dot > 0 && name.value().length() - dot <= 16 ? dot : name.value().length();
    String stem = name.value().substring(0, split);
    String ending = name.value().substring(split);
    for (int i = 2; i <= NAMES; i++) {
      String behind = " (" + i + ")" + ending;
      names.add(NodeName.of(shortened(stem, behind) + behind));
    }
    return names;
  }

  private static String shortened(String stem, String behind) {
    int end = stem.length();
    while (bytes(stem.substring(0, end) + behind) > NodeName.MAX_BYTES
        || end > 0 && Character.isHighSurrogate(stem.charAt(end - 1))) {
      end--;
    }
    return stem.substring(0, end);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
