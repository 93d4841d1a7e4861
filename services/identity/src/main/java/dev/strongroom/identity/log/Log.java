package dev.strongroom.identity.log;

import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.directory.Checkpoint;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.directory.NoteKey;
import dev.strongroom.protocol.history.StoredTree;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Appends to the directory log, and proves what stands in it. */
@ApplicationScoped
public class Log {
  /** Entries of one answer. */
  public static final int MAX_ENTRIES = 50_000;

  private final LogStore store;
  private final LogKey key;
  private final Seen seen = new Seen();

  @Inject
  Log(LogStore store, LogKey key) {
    this.store = store;
    this.key = key;
  }

  /** Where an entry stands, and the checkpoint under which it does. */
  public record Logged(long index, Checkpoint checkpoint, List<Hash> inclusion) {
    public Logged {
      inclusion = List.copyOf(inclusion);
    }
  }

  /** A checkpoint, and the proof that it continues an earlier one. */
  public record Advance(Checkpoint checkpoint, List<Hash> consistency) {
    public Advance {
      consistency = List.copyOf(consistency);
    }
  }

  /** The key that a policy must name. */
  public NoteKey key() {
    return key.verifier();
  }

  /**
   * Appends an entry in the transaction of its statement, or finds it. Holds the log until that
   * transaction ends, so it comes last in it.
   *
   * @throws Problem {@code conflict} if the same payload was logged as something else
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public Logged append(OrganisationId organisation, DirectoryEntry entry) {
    Checkpoint served = seen.newest();
    LogStore.State state = store.lockedState();
    requireNotBehind(served, state);
    Optional<Long> known = store.indexOf(entry.payload());
    if (known.isPresent()) {
      if (!store.entry(known.get()).equals(entry)) {
        throw new Problem(Reason.CONFLICT, "That statement was logged as something else.");
      }
      return logged(known.get(), newest(state));
    }
    Map<LogStore.Place, Hash> nodes = new HashMap<>(store.frontier(state.size()));
    List<StoredTree.Node> added = store.tree(nodes).append(state.size(), entry.leaf(organisation));
    added.forEach(node -> nodes.put(new LogStore.Place(node.level(), node.index()), node.hash()));
    long size = state.size() + 1;
    StoredTree tree = store.tree(nodes);
    Checkpoint checkpoint = key.sign(size, tree.root(size));
    store.addEntry(state.size(), entry);
    store.addNodes(added);
    store.addCheckpoint(checkpoint, state.fence() + 1);
    if (!store.advance(state, size)) {
      throw Problem.unavailable("The directory log");
    }
    return new Logged(state.size(), checkpoint, tree.inclusion(state.size(), size));
  }

  private Logged logged(long index, Checkpoint checkpoint) {
    return new Logged(index, checkpoint, store.tree(Map.of()).inclusion(index, checkpoint.size()));
  }

  /** The newest checkpoint, proved to continue the tree of {@code have} leaves where it reaches. */
  @Transactional
  public Advance checkpoint(long have) {
    Checkpoint served = seen.newest();
    LogStore.State state = store.state();
    requireNotBehind(served, state);
    Checkpoint newest = newest(state);
    List<Hash> proof =
        have <= newest.size() ? store.tree(Map.of()).consistency(have, newest.size()) : List.of();
    return new Advance(newest, proof);
  }

  private Checkpoint newest(LogStore.State state) {
    Checkpoint newest =
        state.size() == 0
            ? key.sign(0, store.tree(Map.of()).root(0))
            : store
                .checkpoint(key.verifier().name(), state.size())
                .orElseThrow(() -> Problem.unavailable("The directory log"));
    seen.remember(newest);
    return newest;
  }

  /**
   * Only a database that lost what it had committed is behind what was served from it.
   *
   * @param served read before the state was
   */
  private void requireNotBehind(Checkpoint served, LogStore.State state) {
    boolean holds =
        served.size() == 0
            || served.size() <= state.size()
                && store
                    .checkpoint(served.origin(), served.size())
                    .filter(kept -> kept.root().equals(served.root()))
                    .isPresent();
    if (!holds) {
      throw Problem.unavailable("A part of the directory log");
    }
  }

  /** Entries {@code [from, to)} as they travel. */
  @Transactional
  public Bytes entries(long from, long to) {
    if (from > to || to - from > MAX_ENTRIES) {
      throw new Problem(
          Reason.MALFORMED, "At most " + MAX_ENTRIES + " entries at a time, in their order.");
    }
    return store.entries(from, to);
  }

  /** Where the log has these statements, in their order. */
  @Transactional
  public List<Long> indexesOf(List<Hash> payloads) {
    return payloads.stream()
        .map(payload ->
            store
                .indexOf(payload)
                .orElseThrow(() -> new IllegalStateException("a statement that was not logged")))
        .toList();
  }
}
