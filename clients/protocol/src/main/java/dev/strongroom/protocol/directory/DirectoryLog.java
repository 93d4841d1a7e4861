package dev.strongroom.protocol.directory;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.history.StoredTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A client's copy of the directory log, every entry of it, verified against the log's checkpoints.
 * It only grows. Not for several threads.
 */
public final class DirectoryLog {
  private final OrganisationId organisation;
  private final List<DirectoryEntry> entries = new ArrayList<>();
  private final List<List<Hash>> levels = new ArrayList<>();
  private final StoredTree tree = new StoredTree((level, at) -> levels.get(level).get((int) at));
  private final Map<Subject, List<Logged>> bySubject = new HashMap<>();
  private final Map<Hash, Logged> byPayload = new HashMap<>();
  private Optional<Checkpoint> newest = Optional.empty();

  /** An entry at its place in the log. */
  public record Logged(long index, DirectoryEntry entry) {}

  private record Subject(DirectoryEntry.Kind kind, Bytes id) {}

  public DirectoryLog(OrganisationId organisation) {
    this.organisation = organisation;
  }

  public long size() {
    return entries.size();
  }

  /** The newest checkpoint that was verified; empty before the first. */
  public Optional<Checkpoint> newest() {
    return newest;
  }

  /**
   * Goes on to {@code next}. Nothing changes if this throws.
   *
   * @param next a checkpoint under the log's keys
   * @param added exactly the entries between this size and that of {@code next}
   * @throws AuthenticationException {@link ErrorCode#LOG_FORK} if {@code next} is of this size or
   *     below and has another root; {@link ErrorCode#DIR_PROOF} if the entries are not those under
   *     {@code next}: whether the log forked or lied about the entries only shows by {@link
   *     #requireConsistent}
   */
  public void advance(Checkpoint next, List<DirectoryEntry> added) {
    if (next.size() <= size()) {
      requireContains(next);
      if (!added.isEmpty()) {
        throw unproved();
      }
    } else {
      append(next, added);
    }
    if (newest.isEmpty() || next.size() >= newest.get().size()) {
      newest = Optional.of(next);
    }
  }

  private void append(Checkpoint next, List<DirectoryEntry> added) {
    long before = size();
    if (next.size() - before != added.size()) {
      throw unproved();
    }
    for (DirectoryEntry entry : added) {
      for (StoredTree.Node node : tree.append(entries.size(), entry.leaf(organisation))) {
        level(node.level()).add(node.hash());
      }
      entries.add(entry);
    }
    if (!tree.root(size()).equals(next.root())) {
      truncate(before);
      throw unproved();
    }
    for (long index = before; index < size(); index++) {
      DirectoryEntry entry = entries.get((int) index);
      Logged logged = new Logged(index, entry);
      bySubject
          .computeIfAbsent(new Subject(entry.kind(), entry.subject()), _ -> new ArrayList<>())
          .add(logged);
      byPayload.putIfAbsent(entry.payload(), logged);
    }
  }

  private List<Hash> level(int level) {
    while (levels.size() <= level) {
      levels.add(new ArrayList<>());
    }
    return levels.get(level);
  }

  private void truncate(long size) {
    entries.subList((int) size, entries.size()).clear();
    for (int level = 0; level < levels.size(); level++) {
      List<Hash> hashes = levels.get(level);
      hashes.subList((int) (size >>> level), hashes.size()).clear();
    }
  }

  /**
   * Whether this copy reaches as far as {@code checkpoint}; if so, requires that they agree.
   *
   * @throws AuthenticationException {@link ErrorCode#LOG_FORK}
   */
  public boolean covers(Checkpoint checkpoint) {
    if (checkpoint.size() > size()) {
      return false;
    }
    requireContains(checkpoint);
    return true;
  }

  private void requireContains(Checkpoint checkpoint) {
    if (!tree.root(checkpoint.size()).equals(checkpoint.root())) {
      throw fork();
    }
  }

  /**
   * Requires that {@code next} continues what this copy holds, before its entries are asked for.
   *
   * @param proof consistency from this size to that of {@code next}
   * @throws AuthenticationException {@link ErrorCode#LOG_FORK}
   */
  public void requireConsistent(Checkpoint next, List<Hash> proof) {
    boolean consistent =
        MerkleLog.verifyConsistency(size(), tree.root(size()), next.size(), next.root(), proof);
    if (!consistent) {
      throw fork();
    }
  }

  /** The entries about one subject, oldest first. */
  public List<Logged> of(DirectoryEntry.Kind kind, Bytes subject) {
    return Collections.unmodifiableList(
        bySubject.getOrDefault(new Subject(kind, subject), List.of()));
  }

  /** The first entry of a statement, by the hash of its payload. */
  public Optional<Logged> byPayload(Hash payload) {
    return Optional.ofNullable(byPayload.get(payload));
  }

  /** The entries from {@code from} on, for keeping them. */
  public List<DirectoryEntry> from(long from) {
    return List.copyOf(entries.subList((int) from, entries.size()));
  }

  /** The entries from {@code from} up to {@code to}, that one left out. */
  public List<DirectoryEntry> between(long from, long to) {
    return List.copyOf(entries.subList((int) from, (int) to));
  }

  private static AuthenticationException fork() {
    return new AuthenticationException(
        ErrorCode.LOG_FORK, "the directory's history is not the one that this client holds");
  }

  private static AuthenticationException unproved() {
    return new AuthenticationException(
        ErrorCode.DIR_PROOF, "the directory's entries are not those under its checkpoint");
  }
}
