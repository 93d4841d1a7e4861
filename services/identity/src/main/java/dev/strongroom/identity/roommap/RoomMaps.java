package dev.strongroom.identity.roommap;

import dev.strongroom.identity.log.Log;
import dev.strongroom.identity.organisation.Organisations;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.directory.RoomMap;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreeNode;
import dev.strongroom.protocol.tree.TreePurpose;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the maps and proves what they say of a room. */
@ApplicationScoped
class RoomMaps {
  /** Heads that go into one map; what is over goes into the next. */
  private static final int MAX_CHANGES = 5_000;

  private final MapStore store;
  private final Log log;
  private final Organisations organisations;

  @Inject
  RoomMaps(MapStore store, Log log, Organisations organisations) {
    this.store = store;
    this.log = log;
    this.organisations = organisations;
  }

  /**
   * Logs one map over all heads, if any has changed.
   *
   * @return whether there may be more
   */
  @Transactional
  public boolean logOne() {
    Optional<OrganisationId> organisation = organisations.id();
    if (organisation.isEmpty()) {
      return false;
    }
    long number = store.lockedNext();
    Map<ChainId, RoomMap.Head> changed = store.takeChanged(MAX_CHANGES);
    if (changed.isEmpty()) {
      return false;
    }
    Map<Bytes, Optional<Bytes>> leaves = new HashMap<>();
    changed.forEach((room, head) -> leaves.put(RoomMap.key(room), Optional.of(head.encode())));
    SparseTree before =
        number == 0 ? SparseTree.empty(TreePurpose.ROOMS) : store.map(number - 1).orElseThrow();
    SparseTree after = before.apply(leaves);
    store.add(number, after);
    log.append(
        organisation.get(), DirectoryEntry.map(organisation.get(), number, after.rootHash()));
    return changed.size() == MAX_CHANGES;
  }

  /** The nodes that prove what the maps from {@code from} on say of a room, a list for each map. */
  @Transactional
  public List<List<Bytes>> proofs(ChainId room, long from, int limit) {
    List<List<Bytes>> proofs = new ArrayList<>();
    for (long number = from; number < from + limit; number++) {
      Optional<SparseTree> map = store.map(number);
      if (map.isEmpty()) {
        break;
      }
      proofs.add(
          map.get().proofOf(List.of(RoomMap.key(room))).stream().map(TreeNode::encode).toList());
    }
    return proofs;
  }
}
